/// Why the loop looks.
///
/// A wake-up says only "look again": what is found decides what is done.
public struct Wake: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int

    /// The reasons with these bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The document may have changed.
    public static let document = Wake(rawValue: 1)
    /// It is time for a look at everything.
    public static let periodic = Wake(rawValue: 2)
    /// The loop's own edits are looked at.
    public static let verification = Wake(rawValue: 4)
    /// The operator asked (SIGHUP): the document is read even if its file looks unchanged, and what
    /// failed is tried at once.
    public static let request = Wake(rawValue: 8)
    /// What is known of servers' health has changed.
    public static let verdicts = Wake(rawValue: 16)
    /// What servers say of how busy they are has changed.
    public static let feedback = Wake(rawValue: 32)

    /// This node carries the addresses, or another one does.
    public static let role = Wake(rawValue: 64)

    /// Whether it is for feedback, and nothing but a look that was due anyway.
    var isRoutine: Bool {
        contains(.feedback) && isDisjoint(with: [.document, .request, .verdicts, .role])
    }
}
