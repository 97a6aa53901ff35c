/// The begin or the end of a time with two active nodes.
public enum SplitBrain: Sendable, Hashable {
    /// Another active node is heard.
    case found(Rival)
    /// One of the two is no longer active. The length counts from the moment at which the later
    /// one became active, also for the time in which the two could not hear each other.
    case ended(Rival, length: Duration)
}
