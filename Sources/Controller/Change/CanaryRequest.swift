import Model

/// The demand of a command that one service of its edit is in force first.
package struct CanaryRequest: Sendable, Equatable {
    /// The service or proxy.
    package var service: String
    /// The time of a step.
    ///
    /// **Range:** 1 s...1 h.
    package var pause: Duration

    /// Creates a demand.
    package init(_ service: String, pause: Duration) {
        self.service = service
        self.pause = pause
    }
}
