import Model

extension ServerFeedback: ProbeSettings {
    /// The probe that reads the load; servers with another interval do not share it, because
    /// averages and holds count answers.
    var probe: Probe? {
        Probe(
            .feedback(FeedbackProbe(path: method == .http ? path : nil, interval: interval)),
            at: endpoint, from: source, timeout: timeout)
    }

    func asksLike(_ other: ServerFeedback) -> Bool { probe == other.probe }

    func isScheduledLike(_ other: ServerFeedback) -> Bool { probe == other.probe }
}

extension FeedbackMachine: ServerMachine {
    init(at time: Int64) { self.init() }

    static func settings(
        of server: RealServer, in service: Service, defaults: HealthDefaults
    ) -> ServerFeedback? {
        service.feedback(of: server)
    }

    var value: FeedbackReading { reading }

    mutating func apply(_ report: ProbeReport, by settings: ServerFeedback) -> Bool {
        let result = report.result
        return apply(
            report.answer, reason: "\(result.phase.rawValue): \(result.reason)", at: result.time,
            of: settings)
    }
}
