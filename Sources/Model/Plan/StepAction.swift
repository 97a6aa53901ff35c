/// The effect of a step, as the rune at the beginning of its line.
public enum StepAction: String, Sendable, Hashable, Codable, CaseIterable {
    /// A new object appears.
    case add = "+"
    /// An object changes in place.
    case change = "~"
    /// An object is removed.
    case remove = "-"
    /// The host is unchanged; the neighbours are informed.
    case announce = ">"
}
