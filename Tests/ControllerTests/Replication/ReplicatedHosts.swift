import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// Hosts with a controller each, in network namespaces on one switch, whose documents are
/// replicated.
///
/// Host n has 10.9.1.n/24 on `eth0`, and a directory with its document.
final class ReplicatedHosts {
    /// Short, because a socket's path has at most 107 bytes.
    let folder = "/tmp/br-\(UInt32.random(in: 0...UInt32.max))"
    let names: [String]
    private let prefix = "br\(UInt32.random(in: 0...0xffffff))"
    private var daemons: [String: Process] = [:]
    private var mounts: [String] = []

    /// Whether this process may make network namespaces that have a name.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let name = "br-probe-\(getpid())"
        return (try? shell("ip netns add \(name) && ip netns del \(name)")) != nil
    }()

    /// Creates hosts without documents; nothing is started.
    init(_ names: [String] = ["a", "b"]) throws {
        self.names = names
        let hub = name("hub")
        try shell(
            """
            set -e; ip netns add \(hub); ip -n \(hub) link add br0 type bridge
            ip -n \(hub) link set br0 up
            """)
        for (number, host) in names.enumerated() {
            let space = name(host)
            try shell(
                """
                set -e; ip netns add \(space); ip -n \(space) link set lo up
                ip -n \(space) link add eth0 type veth peer name \(host)0 netns \(hub)
                ip -n \(hub) link set \(host)0 master br0 up
                ip -n \(space) link set eth0 up
                ip -n \(space) addr add 10.9.1.\(number + 1)/24 dev eth0
                mkdir -p \(directory(host)); chmod 755 \(folder) \(directory(host))
                """)
        }
    }

    deinit {
        for daemon in daemons.values { kill(daemon.processIdentifier, SIGKILL) }
        for host in names + ["hub"] {
            // The processes of a namespace are those of this test alone.
            _ = try? shell(
                "ip netns pids \(name(host)) | xargs -r kill -9; ip netns del \(name(host))")
        }
        for mount in mounts { _ = try? shell("umount -l \(mount)") }
        // A folder that is not there needs no removal.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The name of a host's namespace.
    private func name(_ host: String) -> String { "\(prefix)\(host)" }

    /// The directory of a host's document.
    func directory(_ host: String) -> String { "\(folder)/\(host)" }

    /// The path of a file beside a host's document.
    func file(_ host: String, _ name: String = "ballast.yaml") -> String {
        "\(directory(host))/\(name)"
    }

    /// The state directory of a host.
    func state(_ host: String) -> String { "\(folder)/\(host)-state" }

    /// Replaces a file beside the document of a host, and its directories.
    func save(
        _ text: String, on host: String, as name: String = "ballast.yaml", mode: Int = 0o644
    ) throws {
        let path = file(host, name)
        let place = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path + "~"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "~")
        guard rename(path + "~", path) == 0 else { throw SetUpFailure(text: "rename \(path)") }
    }

    /// The text of a file beside the document of a host; nil: no such file.
    func text(_ host: String, _ name: String = "ballast.yaml") -> String? {
        try? String(contentsOfFile: file(host, name), encoding: .utf8)
    }

    /// Mounts a small file system on the state directory of a host, which has not started.
    func limitState(of host: String, to size: String) throws {
        try shell(
            "mkdir -p \(state(host)) && mount -t tmpfs -o mode=755,size=\(size) none \(state(host))"
        )
        mounts.append(state(host))
    }

    /// Starts the controller of a host.
    func start(_ host: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["ip", "netns", "exec", name(host), Program.folder.appending(path: "ballast").path]
            + ["run", "-f", file(host), "--node", host, "--runtime", "\(folder)/\(host)-run"]
            + ["--state", state(host)]
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

    /// Ends the controller of a host with a signal.
    func end(_ host: String, _ signal: Int32 = SIGTERM) {
        guard let daemon = daemons.removeValue(forKey: host) else { return }
        kill(daemon.processIdentifier, signal)
        daemon.waitUntilExit()
    }

    /// Connects a host to the switch, or disconnects it.
    func connect(_ host: String, _ isConnected: Bool) throws {
        try shell("ip -n \(name("hub")) link set \(host)0 \(isConnected ? "up" : "down")")
    }

    /// Runs a command of `ballast peer` on a host; its output.
    @discardableResult
    func peer(_ host: String, _ words: String...) throws -> String {
        let program = Program.folder.appending(path: "ballast").path
        let command = [program, "peer"] + words
        let place =
            words[0] == "sync"
            ? ["--runtime", "\(folder)/\(host)-run"]
            : ["-f", file(host), "--node", host, "--state", state(host)]
        return try shell(
            "ip netns exec \(name(host)) \((command + place).joined(separator: " "))")
    }

    /// Has a host join another one, which runs, by a token that the other one prints.
    func join(_ host: String, to other: String) throws {
        try peer(host, "join", address(other), "--token", try token(of: other))
    }

    /// Returns a token of a host, once its controller accepts it.
    func token(of host: String) throws -> String {
        let text = try peer(host, "init", "--json")
        expect("\(host) has its identity") {
            let replication = try replication(host)
            return replication.generation != nil && replication.failure == nil
        }
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        guard let token = answer?["token"] as? String,
            answer?["command"] as? String == "ballast peer join \(address(host)) --token \(token)"
        else { throw SetUpFailure(text: text) }
        return token
    }

    /// The address of a host.
    func address(_ host: String) -> String {
        "10.9.1.\((names.firstIndex(of: host) ?? 0) + 1)"
    }

    /// The generation of a host; nil: none yet.
    func generation(_ host: String) -> String? {
        (try? status(host))?.replication?.generation?.id
    }

    /// The status of a host.
    func status(_ host: String) throws -> Status {
        let run = try Program("status", "--json", "--runtime", "\(folder)/\(host)-run")
        try SchemaCheck.verify(run.output, as: "status")
        return try JSONDecoder().decode(Status.self, from: Data(run.output.utf8))
    }

    /// The replication of a host.
    func replication(_ host: String) throws -> ReplicationStatus {
        guard let replication = try status(host).replication else {
            throw SetUpFailure(text: "\(host) does not replicate")
        }
        return replication
    }

    /// A host, as another one sees it.
    func peer(_ other: String, on host: String) throws -> ReplicationStatus.Peer {
        guard let peer = try replication(host).peers.first(where: { $0.name == other }) else {
            throw SetUpFailure(text: "\(host) knows no \(other)")
        }
        return peer
    }

    /// The messages of the events of a host.
    func events(_ host: String, _ kind: Event.Kind) throws -> [String] {
        try status(host).events.filter { $0.kind == kind }.map(\.message)
    }

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
        let reports = names.flatMap { host in
            [
                (try? String(contentsOfFile: "\(folder)/\(host).log", encoding: .utf8)) ?? "",
                (try? replication(host)).map { "\($0)" } ?? "no status of \(host)",
            ]
        }
        Issue.record(
            "\(sentence)\n\(reports.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
