import Model

/// A generation that this node has refused.
struct GenerationRefusal: Sendable, Hashable {
    /// The reason, a sentence.
    var reason: String
    /// Whether the host is the reason, not the generation.
    var isOfHost: Bool
    /// The time, milliseconds since 1970.
    var time: Int64
    /// The local state at that time.
    var state: Int

    /// Whether another attempt can have another result.
    ///
    /// - Parameters:
    ///   - state: the local state.
    ///   - now: milliseconds since 1970.
    func isDue(_ state: Int, at now: Int64) -> Bool {
        let pause: Int64 = isOfHost ? 30_000 : 60_000
        // In either direction, because the clock may have been set back.
        return state != self.state || (now - time).magnitude >= pause
    }
}
