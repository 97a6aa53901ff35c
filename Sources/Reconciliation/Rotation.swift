import Model

/// The look at a large table in slices: each costs at most ``budget``, so that an edit or a verdict
/// never waits for longer.
///
/// Services with unfinished work are in every slice; the others take turns, in the order of their
/// keys. A pure machine.
struct Rotation: Sendable {
    /// The longest time that a look may take by itself.
    static let budget = Duration.milliseconds(20)
    /// The part of one processor that looks may cost: one in so many.
    static let share = 200
    /// The longest time between two looks at everything, however large the table.
    static let longestPeriod = Duration.seconds(900)
    /// The fewest services of a slice.
    private static let leastSlice = 16

    /// The time that the last look at everything took.
    private(set) var fullCost = Duration.zero
    /// The estimated time for one service.
    private var serviceCost = Duration.zero
    /// The services of this round, in order.
    private var round: [ServiceKey] = []
    /// How many of them were looked at.
    private var position = 0
    /// The last of the services with unfinished work, where these are too many for one slice.
    private var lastBusy: ServiceKey?

    /// Whether a look at everything is short enough to be made at once.
    var isWhole: Bool { fullCost <= Self.budget }

    /// Records a look at everything.
    mutating func looked(at count: Int, taking cost: Duration) {
        fullCost = cost
        serviceCost = cost / max(1, count)
    }

    /// Records a slice, whose services may cost more than was estimated.
    mutating func sliced(_ count: Int, taking cost: Duration) {
        guard count > 0 else { return }
        serviceCost = (serviceCost * 3 + cost / count) / 4
    }

    /// The time between two looks at everything.
    ///
    /// - Parameter interval: the time that the operator wants.
    func fullPeriod(interval: Duration) -> Duration {
        let period = max(.milliseconds(500), fullCost * Self.share)
        return isWhole ? min(interval, period) : max(interval, min(Self.longestPeriod, period))
    }

    /// The time between two slices.
    func slicePeriod(interval: Duration) -> Duration {
        min(interval, Self.budget * Self.share)
    }

    /// The services of the next slice.
    ///
    /// - Parameters:
    ///   - busy: the services with unfinished work.
    ///   - table: all services, for the beginning of a round.
    mutating func slice(busy: Set<ServiceKey>, of table: () -> Set<ServiceKey>) -> Set<ServiceKey> {
        if position >= round.count {
            round = table().sorted()
            position = 0
        }
        let size =
            serviceCost > .zero
            ? max(Self.leastSlice, Int(Self.budget / serviceCost)) : round.count
        var slice = busy
        if busy.count > size {
            let order = busy.sorted()
            let next = lastBusy.flatMap { last in order.firstIndex { last < $0 } } ?? 0
            let part = order[next...].prefix(size)
            lastBusy = part.last
            slice = Set(part)
        }
        // A part for the others, however many are busy.
        let chunk = round[position...].prefix(max(size - slice.count, size / 4))
        position += chunk.count
        return slice.union(chunk)
    }
}
