import Series

/// The samples of a series that are not in its file yet.
struct PendingSamples {
    let layout: SeriesLayout
    /// The time of the last sample in the file, in seconds since 1970; nil: not looked at yet.
    var last: Int?
    private var times: [Int64] = []
    private var values: [SeriesValues] = []

    /// The most samples: older ones are dropped while the file can't be written.
    private static let limit = 128
    /// A step of the clock back that is no small correction.
    ///
    /// **Unit:** milliseconds.
    private static let setBack: Int64 = 60_000

    init(_ layout: SeriesLayout) {
        self.layout = layout
    }

    var isEmpty: Bool { times.isEmpty }

    /// The time of the first sample.
    ///
    /// **Unit:** milliseconds since 1970.
    var first: Int64? { times.first }

    /// The time of the last sample.
    ///
    /// **Unit:** seconds since 1970.
    var latest: Int? { times.last.map { Int($0 / 1000) } }

    /// Adds a sample; one that is no later than the latest is dropped.
    mutating func add(_ value: SeriesValues, at time: Int64) {
        if let latest = times.last, time <= latest {
            // After a step back of the clock the earlier samples would hide the next ones.
            guard latest - time > Self.setBack else { return }
            times.removeAll(keepingCapacity: true)
            values.removeAll(keepingCapacity: true)
        }
        // Equal values are one longer sample: most series of a large table are idle.
        if times.count > 1, value == values[times.count - 1] {
            times[times.count - 1] = time
            return
        }
        if times.count == Self.limit {
            times.removeFirst()
            values.removeFirst()
        }
        times.append(time)
        values.append(value)
    }

    /// Removes all samples, and returns them in the form of `rrdupdate(1)`.
    mutating func take() -> [String] {
        let count = layout.columns.count
        let texts = zip(times, values).map { time, value in
            var text = "\(time / 1000)"
            let rest = time % 1000
            if rest > 0 { text += rest < 10 ? ".00\(rest)" : rest < 100 ? ".0\(rest)" : ".\(rest)" }
            for column in 0..<count { text += ":" + Self.text(value[column]) }
            return text
        }
        times.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        return texts
    }

    private static func text(_ value: Float) -> String {
        if value == 0 { return "0" }
        return value.isFinite ? "\(value)" : "U"
    }
}
