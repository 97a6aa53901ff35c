public import Model

/// The known load of one server: answers in, readings out.
///
/// A value, without a clock or I/O. An answer updates an average, and the applied value follows the
/// average in steps between a minimum and a maximum. While answers are missing the last one stays
/// valid for ``ServerFeedback/hold`` polls. After that the load is unknown, and the next answer
/// starts a new average. A word is valid until the next answer without it, or until more polls than
/// that fail. So the effect of one forged answer ends with the next.
public struct FeedbackMachine: Sendable, Hashable, Codable {
    /// The current reading.
    public private(set) var reading: FeedbackReading
    /// The average, unrounded.
    private var average: Double?

    /// Creates the state of a server without a reading.
    public init() {
        reading = FeedbackReading()
    }

    /// Applies an answer; true when the table may change.
    ///
    /// - Parameters:
    ///   - answer: the answer; nil: none arrived.
    ///   - reason: the reason for a missing answer.
    ///   - time: milliseconds since 1970.
    public mutating func apply(
        _ answer: FeedbackAnswer?, reason: String = "", at time: Int64, of settings: ServerFeedback
    ) -> Bool {
        let before = reading
        if let answer {
            apply(answer, at: time, of: settings)
        } else {
            miss(reason, of: settings)
        }
        return !reading.means(before)
    }

    private mutating func apply(
        _ answer: FeedbackAnswer, at time: Int64, of settings: ServerFeedback
    ) {
        reading.missed = 0
        reading.answered = time
        reading.reason = answer.description
        if answer.description.isEmpty, let word = answer.unknown {
            reading.reason = "\"\(word)\" means nothing"
        }
        reading.wish = answer.wish ?? .ready
        reading.ability = answer.ability ?? .up
        reading.limit = answer.limit
        if let idle = answer.idle { average(in: idle, of: settings) }
    }

    private mutating func average(in idle: Int, of settings: ServerFeedback) {
        reading.idle.raw = idle
        guard let old = average, let applied = reading.idle.applied else {
            average = Double(idle)
            reading.idle.smoothed = idle
            reading.idle.applied = idle
            return
        }
        let kept = Double(settings.smoothing) / 100
        let new = old * kept + Double(idle) * (1 - kept)
        let smoothed = Int(new.rounded())
        average = new
        reading.idle.smoothed = smoothed
        let distance = smoothed - applied
        // Both ends are reached, however small the last step is.
        guard abs(distance) >= settings.minimumStep || smoothed == 0 || smoothed == 100 else {
            return
        }
        let limit = settings.maximumStep
        reading.idle.applied = applied + min(max(distance, -limit), limit)
    }

    private mutating func miss(_ reason: String, of settings: ServerFeedback) {
        // A number for the operator, without a meaning beyond the limit.
        reading.missed = min(reading.missed + 1, 1_000_000)
        reading.reason = reason
        guard reading.missed > settings.hold else { return }
        reading.idle.raw = nil
        reading.idle.smoothed = nil
        reading.idle.applied = nil
        (reading.wish, reading.ability, reading.limit) = (.ready, .up, nil)
        average = nil
    }
}

extension FeedbackMachine {
    /// Whether the numbers of a stored state are within their ranges.
    public var isPlausible: Bool {
        let idle = reading.idle
        return (0...100).contains(average ?? 0)
            && [idle.raw, idle.smoothed, idle.applied].allSatisfy { (0...100).contains($0 ?? 0) }
            && (0...1_000_000).contains(reading.missed)
            && (0...Int(UInt32.max)).contains(reading.limit ?? 0)
            && (0...Self.lastTime).contains(reading.answered ?? 0)
    }

    /// The end of the year 9999, in milliseconds since 1970.
    private static let lastTime: Int64 = 253_402_300_799_999
}
