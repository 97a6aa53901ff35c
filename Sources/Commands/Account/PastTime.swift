import ArgumentParser
import Model

/// A time in the past on the command line: an age such as `2h`, or a date in UTC, with or without a
/// time of day.
struct PastTime: ExpressibleByArgument {
    private let text: DurationText?
    private let time: Int64

    init?(argument: String) {
        text = DurationText(Array(argument.utf8)[...])
        if text != nil {
            time = 0
            return
        }
        let isDay = argument.utf8.count == 10
        guard let time = CivilTime(timestamp: isDay ? argument + "T00:00:00Z" : argument) else {
            return nil
        }
        self.time = time.seconds * 1000
    }

    /// Returns the time in milliseconds since 1970.
    ///
    /// - Parameter now: likewise.
    func milliseconds(before now: Int64) -> Int64 {
        text.map { now - Int64($0.milliseconds) } ?? time
    }
}
