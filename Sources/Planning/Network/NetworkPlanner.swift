import Addresses
import Model

/// The comparison of the wanted network of a node with the kernel's.
///
/// Steps are in the order of their dependencies: interfaces, members, addresses, members with
/// addresses, routes, rules. What leaves is removed in the other order.
struct NetworkPlanner {
    let wanted: NodeNetwork
    let found: NetworkState
    let ledger: NetworkLedger
    let session: AdminConnection?
    /// The wanted virtual addresses.
    let virtual: Set<InterfaceAddress>
    /// Addresses of this host that belong to Ballast as virtual ones.
    let carried: Set<InterfaceAddress>
    /// The members of the document's bonds and bridges, with these.
    let masters: [String: String]
    /// The routes of the document.
    let routes: [NetworkRoute]
    /// The interfaces of the document, each after those below it.
    let interfaces: [NetworkInterface]
    /// The destinations of these routes, by table.
    let destinations: [UInt32: Set<Prefix>]
    /// The addresses of the host, by interface and address.
    let present: [AddressPlace: [InterfaceAddress]]
    /// The steps, growth before removals.
    private(set) var steps: [NetworkStep] = []
    /// Steps of members whose addresses move with them.
    var moves: [NetworkStep] = []
    /// The removals.
    var removals: [NetworkStep] = []
    /// Sentences on objects that differ and stay.
    private(set) var notes: [String] = []
    /// The objects of these sentences.
    private(set) var waiting: Set<NetworkSubject> = []
    /// The interfaces that exist after the steps.
    var upcoming: Set<String>
    /// The interfaces that these steps make, which have neither addresses nor routes.
    var fresh: Set<String> = []
    /// The members that lose their addresses and routes.
    var emptied: Set<String> = []
    /// The addresses that move with their member.
    var moved: Set<InterfaceAddress> = []
    /// The interfaces that are not begun, each with the reason.
    var blocked: [String: String] = [:]
    /// The members of interfaces that are not the document's, with these.
    var captive: [String: String] = [:]
    /// The members that must have joined before routes of their interface change.
    var conditions: [String: [String]] = [:]
    /// The addresses that have another length after the steps.
    var replaced: Set<InterfaceAddress> = []
    /// Whether everything that leaves the document stays.
    private(set) var keepsAll = false

    init(
        _ wanted: NodeNetwork, at found: NetworkState, ledger: NetworkLedger,
        session: AdminConnection?, virtual: Set<InterfaceAddress> = [],
        carried: Set<InterfaceAddress> = []
    ) {
        let wanted = wanted.isRestored ? wanted.restoring(ledger.former) : wanted
        self.wanted = wanted
        masters = wanted.masters
        routes = wanted.allRoutes
        interfaces = wanted.orderedInterfaces
        destinations = Dictionary(grouping: routes, by: \.table).mapValues {
            Set($0.map(\.destination))
        }
        present = Dictionary(grouping: found.addresses.keys, by: \.place)
        self.found = found
        self.ledger = ledger
        self.session = session
        self.virtual = virtual
        self.carried = carried.union(virtual)
        upcoming = Set(found.links.keys)
        planOldLinks()
        planLinks()
        planAddresses()
        for step in moves { steps.append(step) }
        planRoutes()
        planRules()
        planFilters()
        planNames()
        planRemovals()
        markCuts()
    }

    /// Adds the removals, each after what uses the object, or none while something new has to wait.
    private mutating func planRemovals() {
        if keepsAll {
            if let first = removals.first {
                let more = removals.count > 1 ? " and \(removals.count - 1) more" : ""
                leave(
                    first.networkSubject,
                    "\(first.networkSubject)\(more) stays until everything new is in place")
            }
            return
        }
        for rank in 0...4 { steps += removals.filter { $0.removalRank == rank } }
    }

    /// Marks the steps that would cut the administrator's session.
    private mutating func markCuts() {
        guard var path = SessionPath(found, session) else { return }
        let carriers = path.carriers
        for index in steps.indices {
            steps[index].cutsSession = path.isCut(by: steps[index].change, carriers)
        }
    }

    mutating func add(
        _ change: NetworkChange, needs: [NetworkSubject] = [],
        displaced: FormerNetwork = FormerNetwork()
    ) {
        steps.append(NetworkStep(change, needs: needs, displaced: displaced))
    }

    /// Notes an object that differs and stays.
    ///
    /// - Parameter keeps: whether everything that leaves the document stays meanwhile.
    mutating func leave(_ subject: NetworkSubject, _ note: String, keeps: Bool = false) {
        waiting.insert(subject)
        mention(note)
        if keeps { keepsAll = true }
    }

    /// Notes an effect of the steps.
    mutating func mention(_ note: String) {
        if !notes.contains(note) { notes.append(note) }
    }

    /// Whether another program configures an interface; a note says so if it does.
    mutating func isManaged(_ name: String, _ subject: NetworkSubject) -> Bool {
        guard let manager = found.links[name]?.manager else { return false }
        let carries =
            switch subject {
            case .address, .route: true
            case .link, .filter, .member, .rule, .resolver, .hostName: false
            }
        leave(
            subject,
            "\(name) belongs to \(manager.rawValue) and differs: \(manager.handover(of: name))",
            keeps: carries)
        return true
    }

    /// Whether addresses and routes can be on an interface; a note says why they can't.
    mutating func exists(_ name: String, for subject: NetworkSubject) -> Bool {
        if blocked[name] != nil {
            leave(subject, "\(subject) has to wait for \(name)", keeps: true)
            return false
        }
        if let master = captive[name] {
            leave(
                subject,
                "\(subject) has to wait: \(name) is in \(master), which is not the document's",
                keeps: true)
            return false
        }
        if upcoming.contains(name) { return true }
        // The interfaces of the document have a sentence of their own.
        let isKnown = waiting.contains(.link(name))
        leave(
            subject,
            "\(subject) has to wait"
                + (isKnown ? " for \(name)" : ": there is no interface \(name)"),
            keeps: true)
        return false
    }
}

extension NetworkStep {
    /// The object.
    fileprivate var networkSubject: NetworkSubject {
        if case .network(let subject) = subject { subject } else { .hostName }
    }

    /// The place of a removal among others: rules, routes, addresses, members, interfaces.
    fileprivate var removalRank: Int {
        switch change {
        case .removeRule: 0
        case .removeRoute: 1
        case .removeAddress: 2
        case .detach: 3
        case .delete, .make, .remake, .configure, .setFilter, .restoreFilter, .attach, .addAddress,
            .mendAddress, .addRoute, .addRule, .setResolver, .setHostName:
            4
        }
    }
}
