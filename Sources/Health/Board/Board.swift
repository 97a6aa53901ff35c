import Addresses
import Model

/// The state of all servers with one kind of probe, and the servers of each probe.
///
/// Equal probes of several services are made once, and the result applies to all of their servers.
struct Board<Machine: ServerMachine>: Sendable {
    typealias Settings = Machine.Settings
    typealias Use = ProbeUse<Settings>

    /// A followed server.
    struct Server: Sendable {
        /// Its settings with their probe.
        var terms: ProbeTerms<Settings>
        var machine: Machine
        /// The number of its latest conclusive result among all results; 0 if its results belong
        /// to an earlier question.
        ///
        /// Counted, not timed: setting the clock must not make an old result the newest.
        var place: UInt64 = 0

        var settings: Settings { terms.settings }
        var probe: Probe { terms.probe }
    }

    /// The followed servers of each service.
    ///
    /// **Shape:** no service is empty.
    var servers: [ServiceKey: [Endpoint: Server]] = [:]
    /// The uses of each probe.
    ///
    /// **Shape:** never empty; usually a single one.
    var uses: [Probe: [Use]] = [:]
    /// The values for the planner: a change of one server replaces the values of its service alone,
    /// so that others share their storage with an earlier copy.
    ///
    /// Newer values that mean the same are in ``values`` only.
    var published = ServiceTable<[Endpoint: Machine.Value]>()
    /// State of an earlier run, for servers that are not followed yet.
    var remembered: [ServerID: Machine]
    /// Servers whose state has changed since ``removeUnsaved()``.
    var unsaved: Set<ServerID> = []
    /// The number of results so far.
    var lastPlace: UInt64 = 0

    /// Creates a board with the state of an earlier run.
    init(restoring stored: [StoredServer<Machine>] = []) {
        remembered = Dictionary(
            stored.map { ($0.server, $0.machine) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(_ id: ServerID) -> Server? { servers[id.service]?[id.endpoint] }

    /// The latest values.
    var values: ServiceTable<[Endpoint: Machine.Value]> {
        servers.reduce(into: ServiceTable()) { $0[$1.key] = $1.value.mapValues(\.machine.value) }
    }

    /// The interval of a probe; nil: it has no use.
    func period(of probe: Probe) -> Duration? { uses[probe]?.map(period).min() }

    func period(of use: Use) -> Duration {
        isDown(use) ? use.settings.downInterval : use.settings.interval
    }

    /// Whether any server of this use is down.
    func isDown(_ use: Use) -> Bool {
        use.servers.contains { servers[$0.service]?[$0.endpoint]?.machine.isDown == true }
    }

    /// The state for a later run.
    ///
    /// **Shape:** sorted by server. Before a document is followed it is the state of the earlier
    /// run.
    var snapshot: [StoredServer<Machine>] {
        if servers.isEmpty { return Self.stored(remembered.map { ($0.key, $0.value) }) }
        return Self.stored(
            servers.flatMap { key, servers in
                servers.map { (ServerID(service: key, endpoint: $0.key), $0.value.machine) }
            })
    }

    /// Whether a state has changed since ``removeUnsaved()``.
    var hasUnsaved: Bool { !unsaved.isEmpty }

    /// Removes and returns the state of servers that has changed since the last call.
    ///
    /// **Shape:** sorted by server.
    mutating func removeUnsaved() -> [StoredServer<Machine>] {
        defer { unsaved = [] }
        return Self.stored(unsaved.compactMap { id in self[id].map { (id, $0.machine) } })
    }

    private static func stored(_ machines: [(ServerID, Machine)]) -> [StoredServer<Machine>] {
        machines.compactMap { id, machine in machine.stored.map { StoredServer(id, $0) } }
            .sorted { $0.server < $1.server }
    }
}
