/// A signal that wakes one loop; signals before the loop waits are combined.
struct WakeSignal: Sendable {
    /// The signals.
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// Creates a signal.
    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the loop.
    func wake() { continuation.yield() }
}
