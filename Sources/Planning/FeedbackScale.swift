import Addresses
import Model

/// The effect of feedback on the weights of a service's servers.
///
/// A server that is `i` percent idle gets `i * weight / 10`, at least 1, at most 65535; weight 0
/// stays 0. A server without a reading gets the median idle percentage of its siblings, or 100
/// where no server has a reading: its weight is on the same scale, in proportion to the document's.
/// Without feedback the weights are unchanged.
///
/// Source: the appliance's manual, "Feedback Agents"; decision 14.
struct FeedbackScale {
    private let readings: [Endpoint: FeedbackReading]
    /// The idle percentage assumed for a server whose agent has not reported; nil: no feedback.
    private let neutral: Int?

    /// The largest weight that the kernel's tools accept.
    static let limit = 65_535

    /// **Parameter** `readings`: nil if no controller reads the load: all servers count as idle.
    init(of service: Service, _ readings: [Endpoint: FeedbackReading]?) {
        guard service.hasFeedback else {
            self.readings = [:]
            neutral = nil
            return
        }
        let readings = readings ?? [:]
        self.readings = readings
        let known = service.servers.compactMap { server in
            service.hasFeedback(server)
                ? readings[service.endpoint(of: server)]?.idle.applied : nil
        }.sorted()
        // For an even count, the lower median: a silent server must not count among the idler half.
        neutral = known.isEmpty ? 100 : known[(known.count - 1) / 2]
    }

    /// Returns the weight of a server with feedback.
    func weight(_ weight: Int, of endpoint: Endpoint) -> Int {
        guard let neutral else { return weight }
        return Self.weight(weight, idle: readings[endpoint]?.idle.applied ?? neutral)
    }

    /// Returns a weight scaled by an idle percentage.
    static func weight(_ weight: Int, idle: Int) -> Int {
        weight <= 0 ? 0 : min(max(1, idle * weight / 10), limit)
    }

    /// Whether weights are on feedback's scale.
    var isUsed: Bool { neutral != nil }

    /// Returns the explanation of a server's weight on feedback's scale, in words.
    func reason(_ weight: Int, of endpoint: Endpoint, isAsked: Bool) -> String {
        guard let reading = readings[endpoint], let applied = reading.idle.applied else {
            let assumed = neutral ?? 100
            return "\(isAsked ? "no answer" : "not asked"): counts as \(assumed) % idle, as its "
                + "siblings do: \(assumed) x \(weight) / 10"
        }
        let held = reading.missed == 0 ? "" : ", held for \(reading.missed) polls without an answer"
        return "idle \(reading.idle.raw.map(String.init) ?? "-") % reported, "
            + "\(reading.idle.smoothed.map(String.init) ?? "-") % smoothed, \(applied) % applied"
            + "\(held): \(applied) x \(weight) / 10"
    }
}

extension Service {
    /// Returns the service with the wishes of its servers' agents.
    ///
    /// A server whose agent reports `drain` or `maint` is drained or offline, as if the operator
    /// had set that state. The agents' connection limits replace the document's.
    func following(_ readings: [Endpoint: FeedbackReading]?) -> Service {
        guard let readings, !readings.isEmpty else { return self }
        var service = self
        for position in servers.indices {
            guard let reading = readings[endpoint(of: servers[position])],
                hasFeedback(servers[position])
            else { continue }
            service.servers[position].follow(reading)
        }
        return service
    }

    /// The number of servers whose load should be read.
    var askedCount: Int { hasFeedback ? servers.count(where: hasFeedback) : 0 }

    /// Returns the servers that are down according to their agents.
    func disabled(by readings: [Endpoint: FeedbackReading]?) -> Set<Endpoint> {
        guard let readings else { return [] }
        return Set(
            servers.lazy.filter { hasFeedback($0) }.map { endpoint(of: $0) }
                .filter { readings[$0]?.ability == .down })
    }
}

extension RealServer {
    fileprivate mutating func follow(_ reading: FeedbackReading) {
        switch (reading.wish, state) {
        case (.maint, _): state = .offline
        case (.drain, .online): state = .drain
        case (.drain, _), (.ready, _): break
        }
        if let limit = reading.limit {
            connections = ConnectionLimits(upper: limit, lower: min(connections.lower, limit))
        }
    }
}

/// Returns whether both sets of readings lead to the same weights, states and limits of a service's
/// servers.
///
/// - Parameter verdicts: verdicts of the servers' checks, which may override their weights.
public func feedbackIsSame(
    _ old: [Endpoint: FeedbackReading], _ new: [Endpoint: FeedbackReading], of service: Service,
    _ verdicts: [Endpoint: Verdict]
) -> Bool {
    let before = FeedbackScale(of: service, old)
    let after = FeedbackScale(of: service, new)
    return service.servers.allSatisfy { server in
        let endpoint = service.endpoint(of: server)
        let (was, now) = (old[endpoint] ?? FeedbackReading(), new[endpoint] ?? FeedbackReading())
        let weight = server.weight(by: verdicts[endpoint])
        return was.wish == now.wish && was.ability == now.ability && was.limit == now.limit
            && before.weight(weight, of: endpoint) == after.weight(weight, of: endpoint)
    }
}
