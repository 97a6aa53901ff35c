@testable import Replication

/// The place of an object that does not take the first bytes until it is released.
actor HeldSink: ObjectSink {
    private let held: AsyncStream<Void>
    private let holding: AsyncStream<Void>.Continuation
    private let began: AsyncStream<Void>.Continuation
    private var isFirst = true
    /// The first write.
    nonisolated let firstWrite: AsyncStream<Void>

    init() {
        (held, holding) = AsyncStream.makeStream()
        (firstWrite, began) = AsyncStream.makeStream()
    }

    nonisolated func release() { holding.finish() }

    func write(_ bytes: [UInt8]) async {
        guard isFirst else { return }
        isFirst = false
        began.yield()
        for await _ in held {}
    }
}
