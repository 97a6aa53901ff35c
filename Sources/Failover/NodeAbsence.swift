/// The reason for which a node of the document is not heard.
enum NodeAbsence {
    /// Nothing was heard since the election began.
    case never
    /// The time since its last packet.
    case silent(Duration)
    /// It has reported the end of its election; the time since then.
    case stopped(Duration)
}
