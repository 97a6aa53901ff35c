import Model

/// The steps of a plan by phase, in the order in which they were added.
struct Phases {
    private var steps: [[Step]] = Array(repeating: [], count: StepPhase.allCases.count)
    /// New services, each before its servers, ahead of new servers of other services.
    private var newServices: [Step] = []

    /// Adds a step to its phase.
    mutating func add(_ step: Step) { steps[step.phase.rawValue].append(step) }

    /// Adds a new service, or a server of one.
    mutating func addNew(_ step: Step) { newServices.append(step) }

    /// The steps of one phase.
    subscript(phase: StepPhase) -> [Step] { steps[phase.rawValue] }

    /// All steps, in a safe order.
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
