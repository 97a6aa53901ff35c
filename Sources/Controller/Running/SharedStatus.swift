import Files
import Model

/// The status that all pages and requests share.
///
/// It is made at most once a second, and once more after an event, however many requests there are.
actor SharedStatus<Value: Sendable> {
    private var latest: (value: Value, mark: Int, time: Moment)?
    private var making: Task<Value, Never>?
    /// The number of times that a status was made.
    private(set) var count = 0

    /// The time for which a status is shared.
    ///
    /// **Unit:** milliseconds.
    private let lifetime: Int64 = 1000

    /// Returns a status that is not older than a second, and has this event.
    ///
    /// - Parameters:
    ///   - mark: the number of the latest event.
    ///   - make: makes a status, and returns it with the number of its latest event.
    func value(
        since mark: Int, _ make: @escaping @Sendable () async -> (Value, mark: Int)
    ) async -> Value {
        let asked = bootClock()
        while true {
            // One that takes long is old at once, yet begun after the request.
            if let latest, latest.mark >= mark,
                latest.time >= asked || isFresh(latest.time)
            {
                return latest.value
            }
            guard let making else { break }
            // It can be of the time before the event.
            _ = await making.value
        }
        count += 1
        let task = Task {
            let time = bootClock()
            let (value, mark) = await make()
            self.keep(value, mark, at: time)
            return value
        }
        making = task
        return await task.value
    }

    private func isFresh(_ time: Moment) -> Bool {
        time.milliseconds + lifetime > bootClock().milliseconds
    }

    /// Keeps a status for a while, so that an idle controller has none in memory.
    private func keep(_ value: Value, _ mark: Int, at time: Moment) {
        latest = (value, mark, time)
        making = nil
        Task {
            // Never cancelled.
            try? await Task.sleep(for: .seconds(3))
            self.release(time)
        }
    }

    private func release(_ time: Moment) {
        if latest?.time == time { latest = nil }
    }
}
