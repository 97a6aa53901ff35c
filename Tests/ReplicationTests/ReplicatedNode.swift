import Addresses
import Files
import Glibc
import Model
import Synchronization
import Testing

@testable import Replication

/// A node with a stand-in for the controller: its documents are lines.
///
/// `file NAME` names a file, `raw NAME` one that need not exist, `port N` is the port of
/// replication, `refuse` is an error for every node but its author, and `broken` is a document that
/// its own node rejects.
final class ReplicatedNode: Sendable {
    let name: String
    let place: Workplace
    let site: ReplicationSite
    let replicator: Replicator
    let share: LinesShare
    private let cluster: Cluster
    private let state: Mutex<State>

    private struct State {
        var events: [String] = []
        var task: Task<Void, Never>?
    }

    /// Where the nodes of a test listen.
    struct Cluster: Sendable {
        var nodes: [Node] = []
        var port: UInt16

        /// Creates addresses of loopback that no other test has.
        init(_ names: [String]) {
            let (high, low) = (UInt8.random(in: 2...250), UInt8.random(in: 1...250))
            port = .random(in: 20_000...30_000)
            nodes = names.enumerated().map { index, name in
                Node(name: name, address: IPAddress("127.\(high).\(low).\(index + 1)"))
            }
        }
    }

    init(
        _ name: String, of cluster: Cluster, at place: Workplace? = nil,
        share: LinesShare = LinesShare()
    ) throws {
        self.share = share
        self.name = name
        self.cluster = cluster
        let place = try place ?? Workplace()
        self.place = place
        mkdir(place.path + "/etc", 0o755)
        site = ReplicationSite(
            document: place.path + "/etc/ballast.yaml", state: place.path + "/state", node: name,
            hostName: name, version: "1", wallClock: { Files.wallClock() })
        state = Mutex(State())
        let holder = Holder()
        replicator = Replicator(
            site,
            ReplicationPorts(
                validate: { Self.diagnostics($0, $1, site: name) },
                tell: { kind, text in holder.tell("\(kind.rawValue): \(text)") },
                activated: { await holder.activate() }, share: share))
        holder.set(
            { [weak self] text in self?.state.withLock { $0.events.append(text) } },
            { [weak self] in await self?.accept() })
    }

    /// Links the ports to the node, which is made after them.
    private final class Holder: Sendable {
        private let tells = Mutex<(@Sendable (String) -> Void)?>(nil)
        private let wakes = Mutex<(@Sendable () async -> Void)?>(nil)

        func set(
            _ tell: @escaping @Sendable (String) -> Void,
            _ wake: @escaping @Sendable () async -> Void
        ) {
            tells.withLock { $0 = tell }
            wakes.withLock { $0 = wake }
        }

        func tell(_ text: String) {
            let tell = tells.withLock { $0 }
            tell?(text)
        }

        func activate() async {
            let wake = wakes.withLock { $0 }
            await wake?()
        }
    }

    var commands: PeerCommands {
        PeerCommands(site, settings: ReplicationSettings(port: cluster.port))
    }

    var events: [String] { state.withLock { $0.events } }
    var status: ReplicationStatus? { replicator.status }

    /// Starts the controller: the document is read if there is one.
    func start() async throws {
        try rollForward(site)
        await accept()
        let replicator = replicator
        state.withLock { $0.task = Task { await replicator.run() } }
    }

    /// Ends the controller.
    func stop() async {
        let task = state.withLock { state in
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
        await task?.value
    }

    /// Replaces the document and reads it.
    func edit(_ text: String) async {
        place.write(text, to: "etc/ballast.yaml")
        await accept()
    }

    /// Reads the document as the controller does after a change.
    func accept() async {
        guard let bytes = place.bytes("etc/ballast.yaml") else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains("broken") { return }
        await replicator.follow(spec(text), bytes: bytes)
    }

    private func spec(_ text: String) -> Spec {
        let port = text.split(separator: "\n").first { $0.hasPrefix("port ") }
        var spec = Spec(
            cluster: Model.Cluster(
                name: "test", nodes: cluster.nodes,
                replication: ReplicationSettings(
                    port: port.flatMap { UInt16($0.dropFirst(5)) } ?? cluster.port)))
        spec.haproxy.raw = text.split(separator: "\n").filter { $0.hasPrefix("raw ") }
            .map { "# \(place.path)/etc/\($0.dropFirst(4))" }
        spec.certificates = Self.files(text).map { NamedCertificate(name: $0, file: $0) }
        return spec
    }

    private static func files(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("file ") }
            .map { String($0.dropFirst(5)) }
    }

    private static func diagnostics(
        _ document: String, _ bytes: [UInt8], site: String
    ) -> [Diagnostic] {
        let text = String(decoding: bytes, as: UTF8.self)
        let directory = PathName.directory(of: document)
        var errors: [String] = []
        if text.contains("refuse \(site)") { errors.append("\(site) does not like it") }
        for file in files(text) {
            let path = PathName.path(of: file, in: directory)
            if !isThere(path) { errors.append("\(path) is missing") }
        }
        return errors.map { Diagnostic(.version, at: DocumentPath(), $0) }
    }
}

/// Waits until something holds; an issue after a minute, with details.
func eventually(
    _ what: String, _ condition: @Sendable () async throws -> Bool,
    details: @Sendable () -> String = { "" },
    location: Testing.SourceLocation = #_sourceLocation
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("timeout: \(what) \(details())", sourceLocation: location)
}
