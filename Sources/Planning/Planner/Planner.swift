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
            steps: phases.ordered, draining: draining, handovers: handovers, outages: outages,
            foreign: foreign, notes: notes, foreignTouched: foreignTouched, waiting: waiting)
    }
}

/// The steps of a plan by phase, in the order in which they were added.
struct Phases {
    private var steps: [[Step]] = Array(repeating: [], count: StepPhase.allCases.count)
    /// New services, each before its servers; they come before new servers of other services.
    private var newServices: [Step] = []

    /// Adds a step to its phase.
    mutating func add(_ step: Step) { steps[step.phase.rawValue].append(step) }

    /// Adds a new service, or a server of one.
    mutating func addNew(_ step: Step) { newServices.append(step) }

    /// The steps of one phase.
    subscript(phase: StepPhase) -> [Step] { steps[phase.rawValue] }

    /// All steps, in the order in which they are safe.
    var ordered: [Step] {
        var all: [Step] = []
        all.reserveCapacity(steps.reduce(newServices.count) { $0 + $1.count })
        for phase in StepPhase.allCases {
            if phase == .addition { all += newServices }
            all += self[phase]
        }
        return all
    }
}
