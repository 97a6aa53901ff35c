/// What became of a letter.
enum Delivery: Sendable, Equatable {
    /// The relay has it; addresses that it did not want are listed with its words.
    case delivered(refused: [String])
    /// Not now: it is to be tried again.
    case deferred(String)
    /// Never.
    case refused(String)
}
