/// The reasons of a pass.
///
/// A wake carries no facts: the pass observes the state again.
public struct Wake: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int

    /// The reasons with these bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The document may have changed.
    public static let document = Wake(rawValue: 1)
    /// A periodic look is due.
    public static let periodic = Wake(rawValue: 2)
    /// The loop verifies its own edits.
    public static let verification = Wake(rawValue: 4)
    /// The operator sent SIGHUP: the document is read even if its file looks unchanged, and failed
    /// steps are retried at once.
    public static let request = Wake(rawValue: 8)
    /// Verdicts have changed.
    public static let verdicts = Wake(rawValue: 16)
    /// Readings of agents have changed.
    public static let feedback = Wake(rawValue: 32)

    /// The role of this node has changed.
    public static let role = Wake(rawValue: 64)

    /// Whether it has no reason but feedback and scheduled looks.
    var isRoutine: Bool {
        contains(.feedback) && isDisjoint(with: [.document, .request, .verdicts, .role])
    }
}
