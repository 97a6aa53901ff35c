import Files

/// A document that was in force and is not in the history yet.
struct UnwrittenGeneration {
    /// A number of its own.
    let id: Int
    /// The text.
    let text: [UInt8]
    /// The facts that a command has announced; nil: none.
    let announcement: ChangeAnnouncement?
    /// Whether a confirmation is awaited.
    var isUnconfirmed: Bool
    /// The most documents of the history.
    let limit: Int
    /// The time of its acceptance.
    let accepted = wallClock()
    /// The result of the passes with it.
    var result = Generation.Result()
    /// The end of its canary in words; nil: it had none.
    var canary: String?
}
