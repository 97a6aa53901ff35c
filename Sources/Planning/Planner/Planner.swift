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
    /// Services that leave, and are not gone when the plan is done.
    var lingering: [ServiceKey] = []
    /// Whether templates of a server with weight 0 are no longer honoured.
    let expiresTemplates: Bool

    init(observed: Observed, desired: Desired) {
        self.observed = observed
        self.desired = desired.keeping(what: observed)
        let sysctl = Sysctl.expireQuiescentTemplate
        let value = desired.sysctls[sysctl] ?? observed.sysctls[sysctl] ?? 0
        expiresTemplates = value != 0
    }

    var plan: Plan {
        Plan(
            steps: phases.steps, draining: draining, handovers: handovers, outages: outages,
            foreign: foreign, notes: notes, foreignTouched: foreignTouched)
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
    /// Destinations that get no more connections.
    var lowers: [Step] = []
    /// Addresses, now that what they serve is there; each before its announcement.
    var newAddresses: [Step] = []
    /// Addresses of which nothing is served any more.
    var oldAddresses: [Step] = []
    /// Destinations that have drained.
    var oldDestinations: [Step] = []
    /// Services without destinations.
    var oldServices: [Step] = []

    var steps: [Step] {
        let parts = [
            settings, newServices, newDestinations, raises, edits, lowers, newAddresses,
            oldAddresses, oldDestinations, oldServices,
        ]
        var steps: [Step] = []
        steps.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for part in parts { steps += part }
        return steps
    }
}
