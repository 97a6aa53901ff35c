import Addresses
import Foundation
import Glibc
import Model
import VRRP

@testable import Speaker

/// A process of `ballast-elect` on a host of a segment, with a controller.
final class Node {
    let host: String
    let segment: Segment
    let folder: String
    private(set) var process: Process?
    private(set) var client: SpeakerClient?

    static let four = "10.9.0.100/24"
    static let addresses = [four, "fe80::100/64", "fd09::100/64"]

    /// - Parameter folder: the folder of the socket; nil: a new one.
    init(_ host: String, on segment: Segment, folder: String? = nil) throws {
        self.host = host
        self.segment = segment
        self.folder =
            try folder
            ?? Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        kill(SIGKILL)
        // A folder that is not there needs no removal.
        try? FileManager.default.removeItem(atPath: folder)
    }

    var path: String { "\(folder)/elect.sock" }

    /// The program that was built beside these tests.
    static var program: String {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "ballast-elect").path
    }

    /// Starts the process, and connects to it as a controller.
    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "ip", "netns", "exec", segment.name(host), Self.program, "--socket", path,
        ]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
        try adopt(after: 0)
    }

    /// Connects as a controller, in place of an earlier one.
    func adopt(after number: UInt64? = nil) throws {
        client = nil
        var connected: SpeakerClient?
        _ = eventually {
            // The socket appears a moment after the process.
            connected = try? SpeakerClient(path: path)
            return connected != nil
        }
        guard let connected else { throw ShellError(command: "connect", output: path) }
        client = connected
        guard try request(.adopt(after: number)) == .accepted else {
            throw ShellError(command: "adopt", output: path)
        }
    }

    /// Closes the connection of the controller.
    func leave() {
        client = nil
    }

    func request(_ request: SpeakerRequest) throws -> SpeakerReply {
        guard let client else { throw ShellError(command: "request", output: "no connection") }
        return try client.request(request)
    }

    /// Starts with settings.
    func start(_ settings: SpeakerSettings) throws {
        try start()
        guard try request(.settings(settings)) == .accepted else {
            throw ShellError(command: "settings", output: path)
        }
    }

    func status() throws -> SpeakerStatus {
        guard case .status(let status) = try request(.status) else {
            throw ShellError(command: "status", output: path)
        }
        return status
    }

    func role() throws -> Report.Role? { try status().groups.first?.role }

    /// The events until now, from the process that runs.
    func history() throws -> [SpeakerEvent] {
        try adopt(after: 0)
        _ = try request(.status)
        var events: [SpeakerEvent] = []
        while let event = try client?.event(within: .milliseconds(1)) { events.append(event) }
        return events
    }

    func kill(_ signal: Int32) {
        guard let process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, signal)
        if signal != SIGSTOP, signal != SIGCONT { process.waitUntilExit() }
    }

    /// Whether the process has all addresses of the group on its host.
    func isHolding(_ addresses: [String] = Node.addresses) throws -> Bool {
        try segment.has(host, addresses)
    }

    /// Settings with one group of both families over `eth0`.
    static func settings(
        _ host: String, priority: UInt8, interval: Duration = .milliseconds(200),
        _ change: (inout SpeakerSettings) -> Void = { _ in }
    ) throws -> SpeakerSettings {
        var group = GroupSettings(
            name: "web",
            routers: [
                RouterSettings(routerID: 51, addresses: [try on("10.9.0.100/24")]),
                RouterSettings(
                    routerID: 52, addresses: [try on("fe80::100/64"), try on("fd09::100/64")]),
            ])
        group.priority = priority
        group.interval = interval
        let number = host == "a" ? 1 : 2
        guard let address = IPAddress("10.9.0.\(number)") else {
            throw ShellError(command: "address", output: host)
        }
        var settings = SpeakerSettings(
            node: host, nodes: ["a", "b"], address: address,
            links: [LinkSettings(interface: "eth0")], groups: [group])
        change(&settings)
        return settings
    }

    /// Settings of `a` with the virtual router 51 of one family, whose peer is another program: it
    /// sends no reports.
    static func settings(
        priority: UInt8, beside version: ProtocolVersion, _ family: AddressFamily,
        _ change: (inout SpeakerSettings) -> Void = { _ in }
    ) throws -> SpeakerSettings {
        try settings("a", priority: priority, interval: .seconds(1)) { settings in
            settings.groups[0].version = version
            settings.groups[0].releasesWhenIsolated = false
            settings.groups[0].routers.removeAll { $0.family != family }
            settings.groups[0].routers[0].routerID = 51
            change(&settings)
        }
    }

    /// An address on `eth0`.
    static func on(_ text: String) throws -> InterfaceAddress {
        guard let prefix = Prefix(text) else {
            throw ShellError(command: "prefix", output: text)
        }
        return InterfaceAddress(interface: "eth0", prefix: prefix)
    }
}
