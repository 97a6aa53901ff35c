import Addresses
import Model
import Planning

extension Reconciler {
    /// Takes in what servers say now of how busy they are, all of it.
    ///
    /// The host is looked at only when a weight, a state or a limit is to be another for it. A
    /// server whose agent begins to say that it can't work, or unsays it, is an event.
    public func take(feedback readings: FeedbackReadings) {
        let old = feedback ?? [:]
        guard feedback == nil || readings != old else { return }
        let isNews = feedback == nil || !isSame(old, readings)
        feedback = readings
        announceAgents(from: old, to: readings)
        if isNews { wake(.feedback) }
    }

    /// Takes in what is newer and changes no weight, for who asks.
    public func refine(feedback latest: FeedbackReadings) {
        for (key, servers) in latest {
            for (endpoint, reading) in servers
            where feedback?[key]?[endpoint]?.means(reading) == true {
                feedback?[key]?[endpoint] = reading
            }
        }
    }

    /// What servers said last of how busy they are; nil: nobody asks.
    public var knownFeedback: FeedbackReadings? { feedback }

    private func isSame(_ old: FeedbackReadings, _ new: FeedbackReadings) -> Bool {
        (spec?.services ?? []).allSatisfy { service in
            let before = old[service.key] ?? [:]
            let after = new[service.key] ?? [:]
            return before == after
                || feedbackIsSame(before, after, of: service, verdicts?[service.key] ?? [:])
        }
    }

    private func announceAgents(from old: FeedbackReadings, to new: FeedbackReadings) {
        var fallen: [String] = []
        var risen: [String] = []
        for service in spec?.services ?? [] {
            guard let readings = new[service.key] else { continue }
            // Nobody is called for what the operator has taken out.
            for server in service.servers where server.state == .online {
                let endpoint = service.endpoint(of: server)
                guard let reading = readings[endpoint] else { continue }
                let before = old[service.key]?[endpoint]?.ability ?? .up
                guard reading.ability != before else { continue }
                let name = "\(service.name)/\(server.name)"
                if let outage = ServerStatus.outage(by: nil, reading) {
                    fallen.append(name + outage)
                } else {
                    let tail = reading.reason.isEmpty ? "" : ": \(reading.reason)"
                    risen.append("\(name): its agent says up\(tail)")
                }
            }
        }
        if !fallen.isEmpty { emit(.down, sentence(fallen, "down"), fallen) }
        if !risen.isEmpty { emit(.up, sentence(risen, "up"), risen) }
    }
}
