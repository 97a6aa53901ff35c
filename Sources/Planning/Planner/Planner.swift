import Addresses
import Model

/// The inputs of planning, and the steps and notes collected so far.
struct Planner {
    let observed: Observed
    let desired: Desired
    var phases = Phases()
    var draining: [DrainingDestination] = []
    var handovers: [PendingHandover] = []
    var outages: [ServiceKey] = []
    var foreign: [ForeignObject] = []
    var notes: [String] = []
    var foreignTouched = 0
    /// The services of the document by name, if a service is leaving.
    var successors: [String: DesiredService] = [:]
    /// Leaving services that still exist after the plan.
    var lingering: [ServiceKey] = []
    /// Connections that this plan cuts.
    var cut = 0
    /// Objects that differ from the document and that this plan leaves alone.
    var waiting: Set<StepSubject> = []
    /// Addresses on the host by place, with any prefix length.
    let present: [AddressPlace: [InterfaceAddress]]
    /// Places of the desired addresses.
    let wantedPlaces: Set<AddressPlace>
    /// The desired addresses; nil: addresses are left alone.
    let wantedHosts: Set<IPAddress>?
    /// Addresses that this plan already announces.
    var announced: Set<InterfaceAddress> = []
    /// Addresses on an interface on which the document does not have them.
    let departing: Set<IPAddress>
    /// Desired addresses that clients can reach, now or by this plan, with their places.
    var served: [IPAddress: InterfaceAddress] = [:]
    /// Desired addresses that clients can't reach yet.
    var obstacles: [IPAddress: InterfaceAddress] = [:]
    /// The first obstacle.
    var obstacle: InterfaceAddress?
    /// The interfaces that exist after the steps of the network; nil: those of now.
    var upcomingInterfaces: Set<String>?
    /// The interfaces that lose their addresses by the steps of the network.
    var lostInterfaces: Set<String> = []
    /// Services of other programs in the same table.
    let strangers: Int
    /// Whether templates of a server with weight 0 expire.
    let expiresTemplates: Bool

    init(observed: Observed, desired: Desired) {
        self.observed = observed
        self.desired = desired.keeping(what: observed)
        let sysctl = Sysctl.expireQuiescentTemplate
        let value =
            desired.sysctls[sysctl] ?? observed.sysctls[sysctl] ?? desired.sysctlDefaults[sysctl]
        expiresTemplates = (value ?? 0) != 0
        let places = Set((desired.addresses ?? []).map(\.place))
        wantedPlaces = places
        wantedHosts = desired.wantedHosts
        present = Dictionary(grouping: observed.addresses.keys, by: \.place)
        departing = Set(
            observed.addresses.keys.lazy.filter { !places.contains($0.place) }
                .map(\.prefix.address))
        let others = observed.services.keys.count {
            desired.services[$0] == nil && observed.ledger.services[$0] == nil
        }
        // Services of an unknown kind can't be removed.
        strangers = observed.unknown.services + (desired.ownership == .exclusive ? 0 : others)
    }

    var plan: Plan {
        Plan(
            steps: phases.ordered, draining: draining, handovers: handovers, outages: outages,
            foreign: foreign, notes: notes, foreignTouched: foreignTouched, waiting: waiting)
    }
}
