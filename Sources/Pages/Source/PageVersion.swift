/// A document that was in force.
public struct PageVersion: Sendable, Hashable {
    /// Its number on this node.
    public let number: Int
    /// When it was accepted.
    ///
    /// **Unit:** milliseconds since 1970.
    public let time: Int64
    /// The author: `anna@192.0.2.7`.
    public let author: String
    /// The reason of the author; nil: none.
    public let message: String?
    /// The result in words.
    public let result: String
    /// Whether it is in force.
    public let isCurrent: Bool
    /// Whether its edit has failed, or was undone.
    public let isFailed: Bool

    /// Creates a version.
    public init(
        number: Int, time: Int64, author: String, message: String?, result: String,
        isCurrent: Bool, isFailed: Bool
    ) {
        self.number = number
        self.time = time
        self.author = author
        self.message = message
        self.result = result
        self.isCurrent = isCurrent
        self.isFailed = isFailed
    }
}
