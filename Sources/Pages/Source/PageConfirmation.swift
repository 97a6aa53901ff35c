/// An edit that is undone unless it is confirmed.
public struct PageConfirmation: Sendable, Hashable {
    /// The end of its time.
    ///
    /// **Unit:** milliseconds since 1970.
    public let deadline: Int64
    /// The parts of the edit that the host does not have yet, a sentence each; empty: it has all.
    public let lacking: [String]

    /// Creates an edit.
    public init(deadline: Int64, lacking: [String]) {
        self.deadline = deadline
        self.lacking = lacking
    }
}
