import Addresses
import Model

/// What feedback makes of the weights of one service's servers.
///
/// A server that is `i` percent idle gets `i * weight / 10`, at least 1, at most 65535; weight 0
/// stays 0. One that does not say how idle it is counts as idle as the median of those that do, or
/// as wholly idle where none does: it is on the same scale, and gets the share that its weight asks
/// for. In a service without feedback weights stay as they are.
///
/// Source: the appliance's manual, "Feedback Agents"; decision 14.
struct FeedbackScale {
    private let readings: [Endpoint: FeedbackReading]
    /// How idle who does not say counts; nil: there is no feedback.
    private let neutral: Int?

    /// The largest weight that the kernel's tools take.
    static let limit = 65_535

    /// **Parameter** `readings`: nil when nobody asks: all count as wholly idle.
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
                ? readings[service.endpoint(of: server)]?.applied : nil
        }.sorted()
        // Of an even number the lower: who says nothing is not taken for the idler half.
        neutral = known.isEmpty ? 100 : known[(known.count - 1) / 2]
    }

    /// What becomes of a server's weight.
    func weight(_ weight: Int, of endpoint: Endpoint) -> Int {
        guard let neutral else { return weight }
        return Self.weight(weight, idle: readings[endpoint]?.applied ?? neutral)
    }

    /// The formula.
    static func weight(_ weight: Int, idle: Int) -> Int {
        weight <= 0 ? 0 : min(max(1, idle * weight / 10), limit)
    }

    /// Why a server's weight is what it is, in words; nil: there is no feedback.
    func reason(_ weight: Int, of endpoint: Endpoint, isAsked: Bool) -> String? {
        guard let neutral else { return nil }
        guard let reading = readings[endpoint], let applied = reading.applied else {
            return "\(isAsked ? "no answer" : "not asked"): counts as \(neutral) % idle, as its "
                + "siblings do: \(neutral) x \(weight) / 10"
        }
        let held = reading.missed == 0 ? "" : ", held for \(reading.missed) polls without an answer"
        return "idle \(reading.raw.map(String.init) ?? "-") % said, "
            + "\(reading.smoothed.map(String.init) ?? "-") % smoothed, \(applied) % applied"
            + "\(held): \(applied) x \(weight) / 10"
    }
}

extension Service {
    /// The service as its servers' agents want it: those that said `drain` or `maint` are drained
    /// or offline, as if the operator had said so, and limits are theirs.
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

    /// How many of its servers are to be asked how busy they are.
    var askedCount: Int { hasFeedback ? servers.count(where: hasFeedback) : 0 }

    /// The servers whose agents say that they can't work.
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

/// Whether the servers of a service are to have the same weights, states and limits with these
/// readings as with those.
///
/// - Parameter verdicts: what the checks say of its servers: they may give weights of their own.
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
