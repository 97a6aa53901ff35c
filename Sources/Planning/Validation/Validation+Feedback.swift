import Addresses
import Model

extension Validation {
    /// Checks the feedback of a service, and whether its scheduler can use changing weights.
    mutating func checkFeedback(of service: Service, at path: DocumentPath) {
        let place = path.key("feedback")
        if service.feedback?.address != nil { reportAddress(of: service.name, at: place) }
        let methods = service.servers.map { service.feedback(of: $0)?.method ?? .none }
        if service.feedback?.path != nil, !methods.contains(.http) { reportPath(at: place) }
        for (index, server) in service.servers.enumerated()
        where server.feedback?.path != nil && methods[index] != .http {
            reportPath(at: path.key("servers").index(index).key("feedback"))
        }
        guard service.hasFeedback else { return }
        checkScheduler(
            of: service, at: service.feedback == nil ? path.key("servers") : place)
        checkScale(of: service, at: path)
    }

    /// Checks the feedback of a proxy.
    mutating func checkFeedback(of proxy: Proxy, at path: DocumentPath) {
        guard proxy.feedback?.address != nil else { return }
        reportAddress(of: proxy.name, at: path.key("feedback"))
    }

    private mutating func reportAddress(of name: String, at path: DocumentPath) {
        error(
            .unusedFeedbackKey, at: path.key("address"),
            "all servers of \(name) would be asked at one address",
            hint: "give it to the server whose agent is elsewhere")
    }

    private mutating func reportPath(at path: DocumentPath) {
        error(
            .unusedFeedbackKey, at: path.key("path"), "\"path\" applies to method http only",
            hint: "write `method: http`, or remove it")
    }

    /// Source: `ip_vs_sh.c`, `ip_vs_dh.c`, `ip_vs_rr.c`, `ip_vs_lc.c`, `ip_vs_fo.c`,
    /// `ip_vs_ovf.c`.
    private mutating func checkScheduler(of service: Service, at path: DocumentPath) {
        switch service.scheduler {
        case .sourceHash:
            warning(
                .feedbackScheduler, at: path,
                "with scheduler sh every change of a weight deals the clients out anew",
                hint: "use wlc or wrr, with persistence where clients have to stay; dh is no way"
                    + " out, for it ignores weights")
        case .destinationHash, .roundRobin, .leastConnection:
            warning(
                .feedbackScheduler, at: path,
                "scheduler \(service.scheduler.rawValue) ignores weights, but for 0: feedback"
                    + " changes nothing",
                hint: "use wrr or wlc")
        case .failover:
            warning(
                .feedbackScheduler, at: path,
                "scheduler fo sends every client to the heaviest server: feedback moves them all"
                    + " at once",
                hint: "use wrr or wlc, or remove the feedback")
        case .overflow:
            warning(
                .feedbackScheduler, at: path,
                "with scheduler ovf a weight is the number of connections from which a server is"
                    + " full: feedback changes it, up to ten times the weight of the document",
                hint: "use wlc with `connections` for a limit, or remove the feedback")
        default: break
        }
    }

    private mutating func checkScale(of service: Service, at path: DocumentPath) {
        let limit = FeedbackScale.limit / 10
        for (index, server) in service.servers.enumerated() {
            let place = path.key("servers").index(index).key("weight")
            if server.weight > limit {
                warning(
                    .feedbackWeight, at: place,
                    "an idle server gets ten times its weight, at most \(FeedbackScale.limit):"
                        + " \(server.name) counts as \(limit), not \(server.weight)",
                    hint: "divide the weights of \(service.name)")
            } else if server.weight == 0, service.hasFeedback(server) {
                warning(
                    .feedbackWeight, at: place,
                    "feedback gives \(server.name) nothing: weight 0 stays 0",
                    hint: "give it a weight, or write `feedback: none` for it")
            }
        }
    }
}
