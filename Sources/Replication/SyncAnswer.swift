/// The result of `ballast peer sync`.
public struct SyncAnswer: Sendable, Hashable, Codable {
    /// Whether the content of the chosen node is in force here.
    public var isDone: Bool
    /// The result in a sentence.
    public var message: String

    /// Creates an answer.
    public init(isDone: Bool, message: String) {
        self.isDone = isDone
        self.message = message
    }
}
