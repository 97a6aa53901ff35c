import Addresses
import Model

extension Validation {
    /// Checks the keys for failed servers, which need a check, and the fallback and quorum.
    mutating func checkFailure(of service: Service, at path: DocumentPath) {
        let isChecked = service.check != nil || service.servers.contains { $0.check != nil }
        for (key, isGiven) in [
            ("quiescent", service.quiescent != nil), ("fallback", service.fallback != nil),
            ("quorum", service.quorum != nil), ("onFail", service.onFail != nil),
        ] where isGiven && !isChecked {
            error(
                .unusedCheckKey, at: path.key(key),
                "\"\(key)\" applies to checks only, and no server of \(service.name) is checked",
                hint: "add `check: connect`, or remove it")
        }
        checkFailurePolicy(of: service, at: path)
        if let fallback = service.fallback { check(fallback, of: service, at: path) }
        if let quorum = service.quorum { check(quorum, of: service, at: path.key("quorum")) }
    }

    private mutating func check(_ quorum: Quorum, of service: Service, at path: DocumentPath) {
        let total = service.servers.reduce(0) { $0 + $1.weight }
        let low = quorum.low.weight(of: total)
        let high = quorum.high.weight(of: total)
        if high < low {
            error(
                .quorum, at: path.key("high"),
                "the quorum is lost below \(quorum.low) and regained at \(quorum.high), which of"
                    + " weight \(total) is less",
                hint: "raise high, or lower low")
        } else if max(low, high) > total, total > 0 {
            error(
                .quorum, at: path.key(low > total ? "low" : "high"),
                "the servers of \(service.name) weigh \(total) together, and its quorum is"
                    + " \(low > total ? quorum.low : quorum.high)",
                hint: "lower it, or give a share: 50%")
        }
    }

    private mutating func check(
        _ fallback: Fallback, of service: Service, at path: DocumentPath
    ) {
        let place = path.key("fallback")
        let endpoint = service.destination(of: fallback).endpoint
        if let server = service.servers.first(where: { service.endpoint(of: $0) == endpoint }) {
            error(
                .fallbackIsServer, at: place,
                "the fallback \(endpoint) is the server \(server.name) of \(service.name)",
                hint: "name a machine that works when the servers don't")
        }
        switch fallback {
        case .server(let address, let port, let forwarding):
            check(
                RealServer(
                    name: "the fallback", address: address, port: port, forwarding: forwarding),
                of: service
            ) { _ in place }
        case .holdingPage:
            checkPage(of: service, at: place)
        }
    }

    /// Reports a service that is not TCP on one port: the holding page is HTTP.
    private mutating func checkPage(of service: Service, at place: DocumentPath) {
        let reason: String
        switch service.key {
        case .listen(.tcp, let endpoint):
            guard endpoint.port == 0 else { return }
            reason = "listens on every port"
        case .listen(let transport, _):
            reason = "listens on \(transport.rawValue)"
        case .mark:
            reason = "listens on a firewall mark"
        }
        error(
            .holdingPage, at: place,
            "the holding page is served on one TCP port, and \(service.name) \(reason)",
            hint: "name a machine that stands in, or give the service one TCP port")
    }
}
