import Addresses
import Model

/// What is collected while a plan is made.
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
    /// The services of the document by their names, where another one leaves.
    var successors: [String: DesiredService] = [:]
    /// Services that leave, and are not gone when the plan is done.
    var lingering: [ServiceKey] = []
    /// Objects that differ from the document and are left alone by this plan.
    var waiting: Set<StepSubject> = []
    /// Addresses on the host by place, whatever their lengths.
    let present: [AddressPlace: [InterfaceAddress]]
    /// Places of the wanted addresses.
    let wantedPlaces: Set<AddressPlace>
    /// The wanted addresses themselves; nil: addresses are left alone.
    let wantedHosts: Set<IPAddress>?
    /// Addresses of which this plan has an announcement.
    var announced: Set<InterfaceAddress> = []
    /// Addresses of the host that no interface of the document is to carry where they are.
    let departing: Set<IPAddress>
    /// Wanted addresses that clients can reach, or will by this plan: where they are.
    var served: [IPAddress: InterfaceAddress] = [:]
    /// Wanted addresses that clients can't reach yet.
    var obstacles: [IPAddress: InterfaceAddress] = [:]
    /// The first of them.
    var obstacle: InterfaceAddress?
    /// Services of other programs in the same table.
    let strangers: Int
    /// Whether templates of a server with weight 0 are no longer honoured.
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
        strangers =
            desired.ownership == .exclusive
            ? 0
            : observed.services.keys.count {
                desired.services[$0] == nil && observed.ledger.services[$0] == nil
            }
    }

    var plan: Plan {
        Plan(
            steps: phases.steps, draining: draining, handovers: handovers, outages: outages,
            foreign: foreign, notes: notes, foreignTouched: foreignTouched, waiting: waiting)
    }
}

/// The parts of a plan, in the order in which they are safe.
struct Phases {
    /// Sysctls and timeouts.
    var settings: [Step] = []
    /// New services, each before its destinations.
    var newServices: [Step] = []
    /// New destinations of services that exist.
    var newDestinations: [Step] = []
    /// Destinations that get connections again.
    var raises: [Step] = []
    /// Services and destinations that change otherwise.
    var edits: [Step] = []
    /// Addresses, now that what they serve is there; each before its announcement.
    var newAddresses: [Step] = []
    /// Destinations that get no more connections.
    var lowers: [Step] = []
    /// Addresses of which nothing is served any more.
    var oldAddresses: [Step] = []
    /// Destinations that have drained.
    var oldDestinations: [Step] = []
    /// Services without destinations.
    var oldServices: [Step] = []

    var steps: [Step] {
        let parts = [
            settings, newServices, newDestinations, raises, edits, newAddresses, lowers,
            oldAddresses, oldDestinations, oldServices,
        ]
        var steps: [Step] = []
        steps.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for part in parts { steps += part }
        return steps
    }
}
