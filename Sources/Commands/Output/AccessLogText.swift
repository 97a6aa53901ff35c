import Model

/// The access log in an operator's words.
struct AccessLogText {
    private let log: AccessLogStatus

    init(_ log: AccessLogStatus) {
        self.log = log
    }

    /// A line for the writer, and one for each target.
    var lines: [String] {
        var head = log.writer.map { "access log, writer process \($0)" } ?? "access log, no writer"
        if log.dropped > 0 { head += "; \(counted(log.dropped, "line")) dropped by HAProxy" }
        return [head]
            + log.targets.map { target in
                let lost = target.lost == 0 ? "" : ", \(target.lost) lost"
                let failure = target.failure.map { ": \($0)" } ?? ""
                return "  \(target.target)  \(counted(target.written, "line"))\(lost)\(failure)"
            }
    }
}
