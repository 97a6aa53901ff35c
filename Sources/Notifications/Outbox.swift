import Synchronization

/// Things that wait for one who takes them in order, a bounded number of them; what finds no room
/// is counted.
final class Outbox<Item: Sendable>: Sendable {
    /// For one reader.
    let items: AsyncStream<Item>
    private let next: AsyncStream<Item>.Continuation
    private let count = Atomic<Int>(0)

    /// Room for so many.
    init(limit: Int) {
        (items, next) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limit))
    }

    /// Puts one in; never waits.
    func put(_ item: Item) {
        if case .dropped = next.yield(item) { count.add(1, ordering: .relaxed) }
    }

    /// How many found no room since this was asked last.
    func takeLost() -> Int { count.exchange(0, ordering: .relaxed) }
}
