/// What a step does, as the rune that its line begins with.
public enum StepAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Something new appears.
    case add = "+"
    /// Something changes in place.
    case change = "~"
    /// Something is gone.
    case remove = "-"
    /// Nothing changes here; the neighbours are told.
    case announce = ">"
}

extension Step {
    /// What the step does to its subject.
    ///
    /// A drain is a change.
    public var action: StepAction {
        switch self {
        case .addService, .addDestination, .addAddress: .add
        case .setSysctl, .enable, .setTimeouts, .editService, .editDestination,
            .drainDestination:
            .change
        case .removeService, .removeDestination, .removeAddress: .remove
        case .announceAddress: .announce
        }
    }
}
