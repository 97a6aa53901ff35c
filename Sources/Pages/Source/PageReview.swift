import Model

/// The judgement of a text that could be the document.
public struct PageReview: Sendable {
    /// The findings, in the order of the text.
    public let findings: [Diagnostic]
    /// The number of further findings.
    public let omitted: Int
    /// The lines of its difference from the file; empty: it is the file.
    public let difference: [String]
    /// The plan; nil: the text has errors, or there is no plan now.
    public let plan: PagePlan?
    /// The reason why there is no plan; nil: there is one, or the text has errors.
    public let problem: String?

    /// Creates a judgement.
    public init(
        findings: [Diagnostic], omitted: Int = 0, difference: [String], plan: PagePlan? = nil,
        problem: String? = nil
    ) {
        self.findings = findings
        self.omitted = omitted
        self.difference = difference
        self.plan = plan
        self.problem = problem
    }

    /// Whether the text has errors.
    public var isRefused: Bool { findings.contains { $0.severity == .error } }
}
