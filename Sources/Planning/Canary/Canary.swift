import Model

/// The composition of an edit of which one service is in force first.
///
/// The document in force is a function of the document before the edit, the edit, the service and
/// the percentage: all other services are as before, and the named one is as in the edit. Servers
/// that the edit adds have the percentage of their weights, and those that it removes stay.
public struct Canary: Sendable, Hashable {
    /// The service or proxy.
    public let service: String

    /// The percentages of the steps, ascending.
    public static let percents = [1, 5, 25, 50, 100]
    /// The usual time of a step.
    public static let usualPause = Duration.seconds(30)
    /// The times that a step may have, in milliseconds.
    public static let pauses: ClosedRange<Int64> = 1_000...3_600_000

    /// Creates a canary of this service or proxy.
    public init(_ service: String) {
        self.service = service
    }

    /// Returns the document in force while new servers have this percentage of their weights.
    public func spec(from former: Spec, to new: Spec, at percent: Int) -> Spec {
        var spec = former
        if let service = new.services.first(where: { $0.name == self.service }) {
            let place = spec.services.firstIndex { $0.name == self.service }
            let merged = service.canary(
                after: place.map { spec.services[$0] }, at: percent
            ).service
            if let place { spec.services[place] = merged } else { spec.services.append(merged) }
        }
        if let proxy = new.proxies.first(where: { $0.name == service }) {
            let place = spec.proxies.firstIndex { $0.name == service }
            let merged = proxy.canary(after: place.map { spec.proxies[$0] }, at: percent).proxy
            if let place { spec.proxies[place] = merged } else { spec.proxies.append(merged) }
        }
        return spec
    }

    /// Returns the servers that are judged.
    public func jury(from former: Spec, to new: Spec) -> CanaryJury {
        if let service = new.services.first(where: { $0.name == self.service }) {
            let before = former.services.first { $0.name == self.service }
            let list = service.canary(after: before, at: 100).list
            return CanaryJury(
                [list], isChanged: before.map { !service.hasManner(of: $0) } ?? false,
                patience: new.patience(of: service), counts: false)
        }
        guard let proxy = new.proxies.first(where: { $0.name == service }) else {
            return CanaryJury([], isChanged: false, patience: .zero, counts: false)
        }
        let before = former.proxies.first { $0.name == service }
        return CanaryJury(
            proxy.canary(after: before, at: 100).lists,
            isChanged: before.map { !proxy.hasManner(of: $0) } ?? false,
            asksErrors: proxy.asksErrors(beside: before),
            patience: new.patience(of: new.checkedService(of: proxy)), counts: true)
    }
}

extension Spec {
    /// The time within which a server of a service must have passed its checks.
    fileprivate func patience(of service: Service) -> Duration {
        let times = service.servers.compactMap { server -> Duration? in
            guard let check = service.check(of: server, defaults: health),
                let question = check.question
            else { return nil }
            let limit =
                switch question {
                case .negotiate, .connects: check.timing.negotiateTimeout
                case .connect, .ping, .udp, .external: check.timing.timeout
                }
            return check.timing.interval * max(check.fall, check.rise) + limit
        }
        // A pass, a reload and the first turn of a check take a moment.
        return (times.max() ?? .zero) + .seconds(5)
    }
}

extension Service {
    /// Whether another service differs at most in its servers.
    fileprivate func hasManner(of other: Service) -> Bool {
        var (left, right) = (self, other)
        (left.servers, right.servers) = ([], [])
        return left == right
    }
}

extension Proxy {
    /// Whether another proxy differs at most in its servers.
    fileprivate func hasManner(of other: Proxy) -> Bool {
        withoutServers == other.withoutServers
    }

    /// Whether a route answers with a status 5xx, and another proxy does not have it.
    fileprivate func asksErrors(beside other: Proxy?) -> Bool {
        routes.contains { route in
            guard case .answer(let answer) = route.action, answer.status >= 500 else {
                return false
            }
            return other?.routes.contains(route) != true
        }
    }

    private var withoutServers: Proxy {
        var proxy = self
        proxy.servers = []
        for position in routes.indices where !routes[position].servers.isEmpty {
            proxy.routes[position].action = .servers([])
        }
        return proxy
    }
}
