/// Moments at which something is due, the earliest first.
///
/// Nothing is taken out early: whoever takes a timer asks whether it still means something.
struct TimerHeap {
    /// What is due.
    enum Purpose: Equatable {
        /// The scheduled probe of this number starts.
        case start(Int)
        /// The attempt of this number is over.
        case deadline(UInt64)
    }

    /// Something that is due at a moment.
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

    /// Takes the earliest timer that is not later than this moment.
    mutating func removeFirst(until time: MonotonicTime) -> Timer? {
        guard let first = timers.first, first.time <= time else { return nil }
        let last = timers.removeLast()
        if !timers.isEmpty {
            timers[0] = last
            sink(0)
        }
        return first
    }

    /// Drops all timers that mean nothing any more.
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
