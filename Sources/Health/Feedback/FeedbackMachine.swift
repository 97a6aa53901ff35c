public import Model

/// What is known of how busy one server is: answers in, readings out.
///
/// A value: it reads no clock and asks nobody. An answer moves an average, and the applied value
/// follows the average in steps that are neither too small nor too large. While answers are
/// missing the last one holds for ``ServerFeedback/hold`` polls; then nothing is known, and the
/// next answer begins anew. A word holds while it is repeated: an answer without it ends it, and
/// so does silence for more polls than that. One forged answer is forgotten with the next.
public struct FeedbackMachine: Sendable, Hashable, Codable {
    /// What is known.
    public private(set) var reading: FeedbackReading
    /// The average, unrounded.
    private var average: Double?

    /// A server that was never asked.
    public init() {
        reading = FeedbackReading()
    }

    /// Takes an answer in; true when the table may have to change.
    ///
    /// - Parameters:
    ///   - answer: nil: there was none.
    ///   - reason: why there was none.
    ///   - time: milliseconds since 1970.
    public mutating func take(
        _ answer: FeedbackAnswer?, reason: String = "", at time: Int64, of settings: ServerFeedback
    ) -> Bool {
        let before = reading
        if let answer {
            take(answer, at: time, of: settings)
        } else {
            miss(reason, of: settings)
        }
        return !reading.means(before)
    }

    private mutating func take(
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
        reading.raw = idle
        guard let old = average, let applied = reading.applied else {
            average = Double(idle)
            reading.smoothed = idle
            reading.applied = idle
            return
        }
        let kept = Double(settings.smoothing) / 100
        let new = old * kept + Double(idle) * (1 - kept)
        let smoothed = Int(new.rounded())
        average = new
        reading.smoothed = smoothed
        let distance = smoothed - applied
        // The ends are reached however small the last step is.
        guard abs(distance) >= settings.minimumStep || smoothed == 0 || smoothed == 100 else {
            return
        }
        let limit = settings.maximumStep
        reading.applied = applied + min(max(distance, -limit), limit)
    }

    private mutating func miss(_ reason: String, of settings: ServerFeedback) {
        // For the operator; what it counts to beyond the limit means nothing.
        reading.missed = min(reading.missed + 1, 1_000_000)
        reading.reason = reason
        guard reading.missed > settings.hold else { return }
        reading.raw = nil
        reading.smoothed = nil
        reading.applied = nil
        (reading.wish, reading.ability, reading.limit) = (.ready, .up, nil)
        average = nil
    }
}
