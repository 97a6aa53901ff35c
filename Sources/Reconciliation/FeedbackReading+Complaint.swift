import Model

extension FeedbackReading {
    /// The problem of the reading, in words; nil: none.
    var complaint: String? {
        let tail = reason.isEmpty ? "" : " (\(reason))"
        if missed > 0 {
            let polls = missed == 1 ? "poll" : "\(missed) polls"
            let then = idle.applied == nil ? "weight as its siblings'" : "its last answer holds"
            return "its agent did not answer the last \(polls): \(then)\(tail)" + standing
        }
        if ability == .down || wish != .ready { return String(standing.dropFirst(2)) + tail }
        return nil
    }

    /// The last reported state and wish.
    private var standing: String {
        if ability == .down { return "; its agent reports down" }
        return wish == .ready ? "" : "; its agent reports \(wish)"
    }
}
