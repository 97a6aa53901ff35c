/// The time between advertisements, and its load of serial lines.
extension Failover {
    /// The time between advertisements, given or usual.
    public var effectiveInterval: Duration { interval ?? usualInterval }

    /// The time between advertisements of a document without one.
    ///
    /// 200 ms: a lost node is replaced after 0.6 to 0.8 s. 1 s in version 2, which counts whole
    /// seconds, and where reports at 200 ms would need more than half of a serial line.
    public var usualInterval: Duration {
        let short = Duration.milliseconds(200)
        return version == .two || serialLoad(at: short) > 0.5 ? .seconds(1) : short
    }

    /// The share of the slowest serial line that reports at an interval need; 0 without one.
    ///
    /// **Range:** above 1 the line loses reports.
    public func serialLoad(at interval: Duration) -> Double {
        let speeds = links.compactMap { link in
            if case .serial(_, let speed) = link { speed } else { nil }
        }
        // A mistake in the document leaves a 0.
        guard let slowest = speeds.min(), slowest > 0, interval > .zero else { return 0 }
        let size = authentication == nil ? Self.reportSize : Self.signedReportSize
        let leaders = effectiveGroups.count { $0.companion == nil }
        let bits = Double(size * Self.bitsOfByte * leaders)
        return bits / Double(slowest) / (interval / .seconds(1))
    }

    /// The bytes of a report between two nodes on a serial line, with its frame and some escapes.
    private static let reportSize = 85
    /// The same with the trailer of a key.
    private static let signedReportSize = 140
    /// A byte with its start and stop bit.
    private static let bitsOfByte = 10
}
