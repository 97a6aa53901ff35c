/// A queue of timers, the earliest first.
///
/// Timers are never removed early: the owner of an expired timer checks whether it is still valid.
struct TimerHeap {
    /// The purpose of a timer.
    enum Purpose: Equatable {
        /// The start of the scheduled probe of this number.
        case start(Int)
        /// The deadline of the attempt of this number.
        case deadline(UInt64)
    }

    /// A purpose and its moment.
    struct Timer: Equatable {
        let time: MonotonicTime
        let purpose: Purpose
    }

    private var timers: [Timer] = []

    var count: Int { timers.count }

    /// The earliest moment.
    var next: MonotonicTime? { timers.first?.time }

    mutating func insert(_ timer: Timer) {
        timers.append(timer)
        var child = timers.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard timers[child].time < timers[parent].time else { break }
            timers.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes the earliest timer that is not later than this moment.
    mutating func removeFirst(until time: MonotonicTime) -> Timer? {
        guard let first = timers.first, first.time <= time else { return nil }
        let last = timers.removeLast()
        if !timers.isEmpty {
            timers[0] = last
            sink(0)
        }
        return first
    }

    /// Removes all invalid timers.
    mutating func compact(keeping isValid: (Timer) -> Bool) {
        timers = timers.filter(isValid)
        for index in stride(from: timers.count / 2, through: 0, by: -1) { sink(index) }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < timers.count {
                if timers[child].time < timers[least].time { least = child }
            }
            if least == parent { return }
            timers.swapAt(least, parent)
            parent = least
        }
    }
}
