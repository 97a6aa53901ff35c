/// Requests to the recorder that wait for its answers.
struct SeriesRequests: Sendable {
    private var waiting: [UInt32: AsyncStream<Void>.Continuation] = [:]
    private var latest: UInt32 = 0

    /// The longest wait for an answer.
    static let patience = Duration.seconds(3)

    /// The number of the request at the end of each message with samples: its answer shows that
    /// the program reads.
    static let sample: UInt32 = 0

    /// The most messages that wait for a program that does not read.
    static let limit = 64

    /// Makes a request, and returns its number and the end of the wait.
    ///
    /// - Parameter send: sends the request with its number.
    mutating func begin(_ send: (UInt32) -> Void) -> (token: UInt32, answer: AsyncStream<Void>) {
        latest = latest == .max ? 1 : latest + 1
        let (stream, next) = AsyncStream.makeStream(of: Void.self)
        waiting[latest] = next
        send(latest)
        return (latest, stream)
    }

    /// Ends the wait for an answer, which has arrived or is too late.
    mutating func answer(_ token: UInt32) {
        waiting.removeValue(forKey: token)?.finish()
    }

    /// Ends all waits: no answer will follow.
    mutating func end() {
        for next in waiting.values { next.finish() }
        waiting.removeAll()
    }
}
