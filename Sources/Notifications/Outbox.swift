import Synchronization

/// A bounded queue for one reader, which counts dropped items.
final class Outbox<Item: Sendable>: Sendable {
    /// The items, for a single reader.
    let items: AsyncStream<Item>
    private let next: AsyncStream<Item>.Continuation
    private let count = Atomic<Int>(0)

    /// Creates a queue with this capacity.
    init(limit: Int) {
        (items, next) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limit))
    }

    /// Adds an item; never waits.
    func put(_ item: Item) {
        if case .dropped = next.yield(item) { count.add(1, ordering: .relaxed) }
    }

    /// Returns and resets the number of dropped items.
    func takeLost() -> Int { count.exchange(0, ordering: .relaxed) }
}
