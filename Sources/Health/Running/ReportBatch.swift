/// The reports that wait for further ones, so that the reader wakes up less often.
struct ReportBatch {
    /// Maximum time that a report waits for further ones.
    private static let patience = Duration.milliseconds(10)
    /// The same while reports arrive all the time: each batch wakes five tasks.
    private static let busyPatience = Duration.milliseconds(25)
    /// Number of reports that are sent at once.
    private static let size = 256

    private let output: AsyncStream<[ProbeReport]>.Continuation
    private var reports: [ProbeReport] = []
    private var begin = MonotonicTime.now
    private var lastFlush = MonotonicTime.now
    private var isBusy = false

    init(to output: AsyncStream<[ProbeReport]>.Continuation) {
        self.output = output
    }

    /// The time by which the waiting reports must be sent; nil: there are none.
    var due: MonotonicTime? {
        reports.isEmpty ? nil : begin + (isBusy ? Self.busyPatience : Self.patience)
    }

    /// Adds a report.
    mutating func add(_ report: ProbeReport, at now: MonotonicTime) {
        if reports.isEmpty {
            begin = now
            isBusy = now - lastFlush < Self.busyPatience
        }
        reports.append(report)
    }

    /// Sends the reports if they are many, or have waited long enough.
    mutating func flush(at now: MonotonicTime) {
        guard let due, reports.count >= Self.size || now >= due else { return }
        output.yield(reports)
        lastFlush = now
        reports.removeAll(keepingCapacity: true)
    }

    /// Ends the stream.
    func finish() { output.finish() }
}
