/// The operator's wish for a server.
///
/// The weight is kept in all three.
public enum ServerState: String, Sendable, Hashable, Codable, CaseIterable {
    /// The server gets its share.
    case online
    /// The server stays in the table with weight 0: open connections continue, new ones go to
    /// others.
    case drain
    /// The server is drained, then removed from the table.
    case offline
}
