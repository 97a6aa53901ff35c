import Model

/// The changes that a document makes to the host.
public struct PagePlan: Sendable {
    /// The steps, in the order in which they are applied.
    public let steps: [StepRecord]
    /// The number of changes in words.
    public let summary: String
    /// Sentences for the operator: outages, handovers, notes, parts that can't be read.
    public let notes: [String]

    /// Creates a plan.
    public init(steps: [StepRecord], summary: String, notes: [String]) {
        self.steps = steps
        self.summary = summary
        self.notes = notes
    }

    /// The worst risk of its steps; nil: it has none.
    public var risk: Risk? {
        let order = Risk.allCases
        return steps.map(\.risk).max { left, right in
            (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }
}
