import Addresses
import Certificates
import HAProxy
import Model

/// The synchronisation of stick tables: the connections to the other nodes, and the conditions for
/// the one from an old worker to the new one, which uses the same listener.
struct TableWatch: Sendable {
    /// The other nodes with the states of their connections; nil: nothing is synchronised.
    private var nodes: [TableSyncStatus.Node]?
    /// The time since which a node is not connected.
    private var lost: [String: ContinuousClock.Instant] = [:]
    /// The time of the latest look.
    private var looked: ContinuousClock.Instant?
    /// The address of this node, while this host does not have it.
    private var missingAddress: IPAddress?
    private var certificate = TableCertificate()
    /// The reported problems.
    private var told: Set<String> = []

    /// The time between two looks: the reply names every table.
    static let period = Duration.seconds(10)
    /// The time without a connection that is no problem: a node restarts, or HAProxy is reloaded.
    static let patience = Duration.seconds(20)

    /// Whether the next look is due.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        looked.map { now - $0 >= Self.period } ?? true
    }

    /// Records a look.
    ///
    /// - Parameters:
    ///   - reply: the peers of the worker; nil: none answers.
    ///   - missing: the address of this node, if this host does not have it.
    mutating func note(
        _ reply: [PeerState]?, missing: IPAddress?, at now: ContinuousClock.Instant
    ) {
        looked = now
        let others = (reply ?? []).filter { !$0.isLocal }
        missingAddress = others.isEmpty ? nil : missing
        let names = Set(others.filter { $0.state != .connected }.map(\.name))
        lost = lost.filter { names.contains($0.key) }
        for name in names where lost[name] == nil { lost[name] = now }
        nodes = others.map { peer in
            let isNew = lost[peer.name].map { now - $0 < Self.patience } ?? false
            return TableSyncStatus.Node(name: peer.name, state: isNew ? .connecting : peer.state)
        }.sorted { $0.name < $1.name }
    }

    /// Records that the document synchronises no tables.
    mutating func retire() {
        self = TableWatch()
    }

    /// Replaces the certificate of this node.
    mutating func replace(_ certificate: TableCertificate) { self.certificate = certificate }

    /// Returns the status; nil: nothing is synchronised.
    func status(at now: UTCTime = .now) -> TableSyncStatus? {
        guard let nodes, !nodes.isEmpty else { return nil }
        let address = missingAddress.map {
            "this host does not have the address \($0), on which its HAProxy gets them"
        }
        return TableSyncStatus(
            nodes: nodes, losses: [address].compactMap(\.self) + certificate.refusals(at: now))
    }

    /// Returns an event for each problem that has begun or ended since the last call.
    ///
    /// A node without a connection is none: failover and replication report its end.
    mutating func notices(at now: UTCTime = .now) -> [Notice] {
        let status = status(at: now)
        let absent = Set(status?.nodes.filter { $0.state == .disconnected }.map(\.name) ?? [])
        let reasons = status?.reasons(besides: absent) ?? []
        defer { told = Set(reasons) }
        let begun = reasons.filter { !told.contains($0) }
        let ended = told.subtracting(reasons).sorted().map { "no longer so: \($0)" }
        return [
            Notice(.failed, begun, "problems with the synchronisation of tables"),
            Notice(.recovered, ended, "problems with the synchronisation of tables have ended"),
        ].compactMap(\.self)
    }
}
