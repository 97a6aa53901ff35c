import Model

/// Limits of a dialogue.
enum MessageLimits {
    /// Maximum number of bytes of a message.
    static let message = 65_536
    /// Maximum number of bytes of all messages.
    static let total = 1_048_576
    /// Maximum number of bytes that are compared with the expected text.
    static let text = 65_536
}
