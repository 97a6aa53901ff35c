import Addresses
import Certificates
import HAProxy
import Model

/// The synchronisation of stick tables: the connections to the other nodes, and the conditions for
/// the one from an old worker to the new one, which uses the same listener.
struct TableWatch: Sendable {
    /// The other nodes with the states of their connections; nil: nothing is synchronised.
    private var nodes: [TableSyncStatus.Node]?
    /// The nodes that are not connected: for this time that is no problem, because a node restarts,
    /// or HAProxy is reloaded.
    private var absences = Absences<String>(patience: .seconds(20))
    /// The time of the latest look.
    private var looked: ContinuousClock.Instant?
    /// The address of this node, while this host does not have it.
    private var missingAddress: IPAddress?
    private var certificate = TableCertificate()
    /// The reported problems.
    private var told: Set<String> = []

    /// The time between two looks: the reply names every table.
    static let period = Duration.seconds(10)

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
        absences.note(
            Dictionary(
                others.map { ($0.name, $0.state == .connected) }, uniquingKeysWith: { $0 && $1 }),
            at: now)
        nodes = others.map { peer in
            let isNew = peer.state != .connected && !absences.lasting.contains(peer.name)
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
