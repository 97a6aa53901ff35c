/// The result of a mail delivery.
enum Delivery: Sendable, Equatable {
    /// The relay has accepted the mail, except for these recipients, listed with its replies.
    case delivered(refused: [String])
    /// The delivery must be tried again.
    case deferred(String)
    /// The relay has rejected the mail permanently.
    case refused(String)
}
