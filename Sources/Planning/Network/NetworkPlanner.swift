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
    /// The addresses that leave for another one on the same interface.
    var replaced: Set<InterfaceAddress> = []

    init(
        _ wanted: NodeNetwork, at found: NetworkState, ledger: NetworkLedger,
        session: AdminConnection?, virtual: Set<InterfaceAddress> = []
    ) {
        self.wanted = wanted
        self.found = found
        self.ledger = ledger
        self.session = session
        self.virtual = virtual
        upcoming = Set(found.links.keys)
        planLinks()
        planAddresses()
        for step in moves { steps.append(step) }
        planRoutes()
        planRules()
        planNames()
        planOldLinks()
        // What uses an object leaves before it.
        for rank in 0...4 { steps += removals.filter { $0.removalRank == rank } }
    }

    mutating func add(_ change: NetworkChange) {
        steps.append(NetworkStep(change, cutsSession: cuts(change)))
    }

    mutating func leave(_ subject: NetworkSubject, _ note: String) {
        waiting.insert(subject)
        if !notes.contains(note) { notes.append(note) }
    }

    /// Whether another program configures an interface; a note says so if it does.
    mutating func isManaged(_ name: String, _ subject: NetworkSubject) -> Bool {
        guard let manager = found.links[name]?.manager else { return false }
        leave(
            subject,
            "\(name) belongs to \(manager.rawValue) and differs: \(manager.handover(of: name))")
        return true
    }

    /// Whether addresses and routes can be on an interface; a note says why they can't.
    mutating func exists(_ name: String, for subject: NetworkSubject) -> Bool {
        if upcoming.contains(name) { return true }
        leave(subject, "\(subject) has to wait: there is no interface \(name)")
        return false
    }
}

extension NetworkStep {
    /// The place of a removal among others: rules, routes, addresses, members, interfaces.
    fileprivate var removalRank: Int {
        switch change {
        case .removeRule: 0
        case .removeRoute: 1
        case .removeAddress: 2
        case .detach: 3
        case .delete, .make, .remake, .configure, .attach, .addAddress, .addRoute, .addRule,
            .setResolver, .setHostName:
            4
        }
    }
}
