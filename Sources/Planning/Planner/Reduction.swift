import Model

/// The second part of a plan, chosen by the outcomes of the first.
public struct Reduction: Sendable, Hashable {
    /// The steps that are still safe, in order.
    public var steps: [Step]
    /// The withheld steps, as outcomes with their reasons.
    public var withheld: [Outcome]
}
