import Addresses
import Model

/// HAProxy's statistics page, which lists every server.
extension Validation {
    /// Checks a proxy that serves it.
    mutating func checkReach(ofStatistics proxy: Proxy, at path: DocumentPath) {
        guard proxy.isStatistics else { return }
        let words = proxy.raw.map { $0.split(whereSeparator: { " \t".contains($0) }) }
        let isGuarded = words.contains {
            $0.starts(with: ["stats", "auth"]) || $0.starts(with: ["http-request", "deny"])
                || $0.starts(with: ["http-request", "auth"])
        }
        guard !isGuarded else { return }
        checkReach(ofStatistics: spec.haproxy.page, on: proxy.listen, at: path.key("listen"))
    }

    /// Checks a page on these addresses.
    mutating func checkReach(
        ofStatistics page: StatisticsPage, on listen: [Endpoint], at path: DocumentPath
    ) {
        guard page.login == nil, page.allow.isEmpty,
            let endpoint = listen.first(where: { !$0.address.isLoopback })
        else { return }
        warning(
            .statisticsExposed, at: path,
            "everybody who reaches \(endpoint) reads the statistics, with the names of all servers",
            hint: "add `statisticsPage: {login: ops, password: ...}`, or `allow` with networks")
    }
}
