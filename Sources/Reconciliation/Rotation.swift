import Model

/// The slices in which a large table is read: each costs at most ``budget``, which bounds the delay
/// of an edit or a verdict.
///
/// Services with unfinished work are in every slice. The others follow in the order of their keys.
/// A pure state machine.
struct Rotation: Sendable {
    /// The longest time that a look may take by itself.
    static let budget = Duration.milliseconds(20)
    /// The divisor of the processor time for looks: a two-hundredth of one processor.
    static let share = 200
    /// The divisor for looks at everything beside slices, which find all but foreign services.
    static let fullShare = 1000
    /// The longest time between two looks at everything, however large the table.
    static let longestPeriod = Duration.seconds(3600)
    /// The longest time between two looks at the rules of the firewall.
    private static let longestFirewallPeriod = Duration.seconds(30)
    /// The fewest services of a slice.
    private static let leastSlice = 16

    /// The time that the last look at everything took.
    private(set) var fullCost = Duration.zero
    /// The part of it that programs took, which read the rules of the firewall: a smaller slice has
    /// no smaller part of it.
    private var programCost = Duration.zero
    /// The estimated time for one service.
    private var serviceCost = Duration.zero
    /// The services of the current round, in order.
    private var round: [ServiceKey] = []
    /// The number of services of this round that were read.
    private var position = 0
    /// The last service with unfinished work in the previous slice, if they exceed one slice.
    private var lastBusy: ServiceKey?

    /// Whether a look at everything but rules is within the budget.
    var isWhole: Bool { fullCost - programCost <= Self.budget }

    /// Records a look at everything.
    ///
    /// - Parameters:
    ///   - cost: its time, that of programs included.
    ///   - programs: the time that programs took.
    mutating func looked(at count: Int, taking cost: Duration, programs: Duration = .zero) {
        fullCost = cost
        programCost = programs
        serviceCost = (cost - programs) / max(1, count)
    }

    /// Returns the time between two looks at the rules of the firewall beside slices.
    func firewallPeriod(interval: Duration) -> Duration {
        max(interval, min(Self.longestFirewallPeriod, programCost * Self.share))
    }

    /// Records the cost of a slice.
    mutating func sliced(_ count: Int, taking cost: Duration) {
        guard count > 0 else { return }
        // A single slow slice, for example one that loads a module, has little effect.
        let found = min(cost / count, max(serviceCost * 2, .microseconds(1)))
        serviceCost = (serviceCost * 3 + found) / 4
    }

    /// Returns the time between two looks at everything.
    ///
    /// - Parameters:
    ///   - interval: the longest time of the command line.
    ///   - isAwaited: whether a step needs such a look; it may then use a twentieth of a processor.
    func fullPeriod(interval: Duration, isAwaited: Bool = false) -> Duration {
        if isWhole { return min(interval, max(.milliseconds(500), fullCost * Self.share)) }
        let share = isAwaited ? Self.share / 10 : Self.fullShare
        return max(interval, min(Self.longestPeriod, fullCost * share))
    }

    /// Returns the time between two slices.
    func slicePeriod(interval: Duration) -> Duration {
        min(interval, Self.budget * Self.share)
    }

    /// Returns the services of the next slice.
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
        // Busy services leave at least a quarter of the slice to the others.
        let chunk = round[position...].prefix(max(size - slice.count, size / 4))
        position += chunk.count
        return slice.union(chunk)
    }
}
