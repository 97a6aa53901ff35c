import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// Balancers `a` and `b` with a controller each, and a client `c`, in network namespaces on one
/// switch.
///
/// Host n has 10.9.0.n/24 on `eth0`. The virtual address is ``address``.
final class Balancers {
    /// Short, because a socket's path has at most 107 bytes.
    let folder = "/tmp/bf-\(UInt32.random(in: 0...UInt32.max))"
    private let prefix = "bf\(UInt32.random(in: 0...0xffffff))"
    private var daemons: [String: Process] = [:]

    static let hosts = ["a", "b", "c"]
    static let address = "10.9.0.100"

    /// The program that was built beside these tests.
    static var program: String { Program.folder.appending(path: "ballast").path }

    /// Whether this process may make network namespaces that have a name.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let name = "bf-probe-\(getpid())"
        return (try? shell("ip netns add \(name) && ip netns del \(name)")) != nil
    }()

    /// Creates hosts with this document; nothing is started.
    init(_ document: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try shell(
            """
            set -e; ip netns add \(name("hub")); ip -n \(name("hub")) link add br0 type bridge
            ip -n \(name("hub")) link set br0 up
            """)
        for (number, host) in Self.hosts.enumerated() {
            let space = name(host)
            try shell(
                """
                set -e; ip netns add \(space); ip -n \(space) link set lo up
                ip -n \(space) link add eth0 type veth peer name \(host)0 netns \(name("hub"))
                ip -n \(name("hub")) link set \(host)0 master br0 up
                ip -n \(space) link set eth0 up
                ip -n \(space) addr add 10.9.0.\(number + 1)/24 dev eth0
                """)
        }
        try save(document, on: "a")
        try save(document, on: "b")
    }

    deinit {
        for daemon in daemons.values { kill(daemon.processIdentifier, SIGKILL) }
        for host in Self.hosts + ["hub"] {
            // The processes of a namespace are those of this test alone.
            _ = try? shell(
                "ip netns pids \(name(host)) | xargs -r kill -9; ip netns del \(name(host))")
        }
        // A folder that is not there needs no removal.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The name of a host's namespace.
    func name(_ host: String) -> String { "\(prefix)\(host)" }

    /// The document of a host.
    func file(_ host: String) -> String { "\(folder)/\(host).yaml" }

    /// The runtime directory of a host.
    func runtime(_ host: String) -> String { "\(folder)/\(host)" }

    /// Replaces the document of a host.
    func save(_ document: String, on host: String) throws {
        try Data(document.utf8).write(to: URL(filePath: file(host)), options: .atomic)
    }

    /// Starts both controllers, and waits until `a` alone has the address.
    static func started(_ document: String, _ more: [String] = []) throws -> Balancers {
        let pair = try Balancers(document)
        for host in ["a", "b"] { try pair.start(host, more) }
        pair.expect("a alone has the address, and b is ready") {
            try pair.isHolding("a") && !pair.isHolding("b")
                && pair.group("a")?.peers.first?.isCandidate == true
        }
        return pair
    }

    /// Starts the controller of a host.
    func start(_ host: String, _ more: [String] = []) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["ip", "netns", "exec", name(host), Self.program]
            + ["run", "-f", file(host), "--node", host, "--runtime", runtime(host)]
            + ["--state", "\(folder)/\(host)-state"] + more
        let log = "\(folder)/\(host).log"
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(filePath: log))
        }
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        daemons[host] = process
    }

    /// Starts keepalived on a host, with the address and priority 100.
    func runKeepalived(_ host: String) throws {
        let file = "\(folder)/\(host).conf"
        let text = """
            vrrp_instance pair {
                version 3
                interface eth0
                virtual_router_id 51
                priority 100
                advert_int 1
                virtual_ipaddress {
                    \(Self.address)/24
                }
            }

            """
        try Data(text.utf8).write(to: URL(filePath: file))
        // It ends with the processes of its namespace.
        try on(
            host,
            "keepalived -f \(file) -p \(folder)/\(host).pid -r \(folder)/\(host).vrrp.pid")
    }

    /// Sends a signal to the controller of a host.
    func signal(_ host: String, _ signal: Int32) {
        if let daemon = daemons[host] { kill(daemon.processIdentifier, signal) }
    }

    /// Ends the controller of a host with a signal; its exit status.
    @discardableResult
    func end(_ host: String, _ signal: Int32) -> Int32 {
        guard let daemon = daemons.removeValue(forKey: host) else { return 0 }
        kill(daemon.processIdentifier, signal)
        daemon.waitUntilExit()
        return daemon.terminationStatus
    }

    /// Runs a command of Ballast about a host.
    func command(_ host: String, _ words: String...) throws -> Program {
        try Program(words + ["--runtime", runtime(host)])
    }

    /// The status of a host.
    func status(_ host: String) throws -> Status {
        let text = try command(host, "status", "--json").output
        try SchemaCheck.verify(text, as: "status")
        return try JSONDecoder().decode(Status.self, from: Data(text.utf8))
    }

    /// The election of a host.
    func election(_ host: String) throws -> FailoverStatus? { try status(host).failover }

    /// The first group of a host.
    func group(_ host: String) throws -> FailoverStatus.Group? {
        try election(host)?.groups.first
    }

    /// The messages of the events of a host.
    func events(_ host: String) throws -> [String] { try status(host).events.map(\.message) }

    /// Number of takeovers that a host has reported.
    func takeovers(_ host: String) throws -> Int {
        try events(host).count { $0.contains("this node is master") }
    }

    /// Whether a host has the virtual address.
    func isHolding(_ host: String) throws -> Bool { try has(host, Self.address) }

    /// Whether a host has an address.
    func has(_ host: String, _ address: String) throws -> Bool {
        try shell("ip -n \(name(host)) -o addr show").contains(" \(address)/")
    }

    /// Switches packets between a and b, which always reach the other hosts, on or off.
    func separate(_ isSeparate: Bool) throws {
        for host in ["a", "b"] {
            try shell(
                "bridge -n \(name("hub")) link set dev \(host)0 isolated "
                    + (isSeparate ? "on" : "off"))
        }
    }

    /// Cuts or joins the cable of a host.
    func cable(of host: String, isJoined: Bool) throws {
        try shell("ip -n \(name("hub")) link set \(host)0 \(isJoined ? "up" : "down")")
    }

    /// Runs a command on a host.
    @discardableResult
    func on(_ host: String, _ command: String) throws -> String {
        try shell("ip netns exec \(name(host)) \(command)")
    }

    /// Whether a process runs.
    func runs(_ process: Int?) -> Bool { process.map { kill(pid_t($0), 0) == 0 } ?? false }

    /// Waits until something is so; records an issue with the logs after 60 s, which no working
    /// part needs.
    func expect(
        _ sentence: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
        _ isSo: () throws -> Bool
    ) {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            // A controller that starts does not answer yet.
            if (try? isSo()) == true { return }
            usleep(50_000)
        }
        let logs = ["a", "b"].map { host in
            (try? String(contentsOfFile: "\(folder)/\(host).log", encoding: .utf8)) ?? ""
        }
        Issue.record("\(sentence)\n\(logs.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
