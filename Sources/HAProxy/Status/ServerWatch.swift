import Addresses
import Model

/// The states of servers that HAProxy checks, compared between looks.
public struct ServerWatch: Sendable {
    private var known: [ServerPlace: State] = [:]

    private struct State {
        var isUp: Bool
        var falls: Int
        var failures: Int?
        var address: String
    }

    /// A server whose state changed since the last look, even if it changed back.
    public struct Change: Sendable, Hashable {
        /// The server.
        public let place: ServerPlace
        /// Whether it works now.
        public let isUp: Bool
        /// Whether the server was in the other state in between and then returned to its former
        /// state.
        public let wasOther: Bool
        /// The latest check; nil: HAProxy reports none.
        public let check: ProxyCheckStatus?
    }

    /// Creates a watch without known servers.
    public init() {}

    /// Returns the changes since the last look.
    ///
    /// A new server, or one whose address changed, is reported if a check of it has failed, because
    /// a new server may start as down. HAProxy counts the transitions to down, so an outage that
    /// ends before the next look is found as well; a new worker counts from 0. HAProxy also counts
    /// each start of maintenance as such a transition, but not as a failed check.
    ///
    /// **Shape:** in the order of the rows.
    public mutating func changes(in statistics: Statistics) -> [Change] {
        var changes: [Change] = []
        // Removed servers are forgotten.
        var present: [ServerPlace: State] = [:]
        defer { known = present }
        for row in statistics.rows where row.isServer {
            let place = ServerPlace(backend: row.proxy, server: row.server)
            let before = known[place].flatMap { $0.address == row.address ? $0 : nil }
            // A server counts as up, or as down, until its first check has ended.
            guard let isUp = row.isUp, !row.awaitsCheck else {
                present[place] = before
                if row.isTakenOut {
                    present[place]?.falls = row.falls
                    present[place]?.failures = row.failures
                }
                continue
            }
            guard before != nil || isUp || row.hasFailed else { continue }
            present[place] = State(
                isUp: isUp, falls: row.falls, failures: row.failures, address: row.address)
            let falls = before.map { max(0, row.falls - $0.falls) } ?? 0
            let wasUp = before?.isUp ?? true
            let isUnfailed = row.failures != nil && row.failures == before?.failures
            let wasOther = wasUp == isUp && falls > 0 && !isUnfailed
            guard wasUp != isUp || wasOther else { continue }
            changes.append(
                Change(place: place, isUp: isUp, wasOther: wasOther, check: row.check))
        }
        return changes
    }
}

extension Spec {
    /// Whether HAProxy may find a server up or down: by a check or an agent of the document, or by
    /// raw lines.
    ///
    /// Without any of them a look at ten thousand servers can find nothing.
    public var mayHaveServersJudgedByHAProxy: Bool {
        !haproxy.raw.isEmpty
            || proxies.contains { proxy in
                !proxy.raw.isEmpty || proxy.check != nil || proxy.feedback != nil
                    || proxy.servers.contains(where: \.isJudged)
                    || proxy.routes.contains {
                        $0.check != nil || $0.servers.contains(where: \.isJudged)
                    }
            }
    }

    /// The servers that HAProxy itself checks, with their names in the document.
    ///
    /// **Shape:** `PROXY/SERVER` by HAProxy's names.
    public var serversCheckedByHAProxy: [ServerPlace: String] {
        var names: [ServerPlace: String] = [:]
        for proxy in proxies where !proxy.isCheckedByBallast {
            func add(_ servers: [ProxyServer], _ backend: String) {
                for server in servers where server.state == .online {
                    let name = Word.identifier(server.name).text
                    names[ServerPlace(backend: backend, server: name)] =
                        "\(proxy.name)/\(server.name)"
                }
            }
            add(proxy.servers, Word.identifier(proxy.name).text)
            for (position, route) in proxy.routes.enumerated() {
                add(route.servers, Word.route(route, at: position, of: proxy.name).text)
            }
        }
        return names
    }
}

extension ProxyServer {
    /// Whether a check or an agent judges the server.
    fileprivate var isJudged: Bool { check != nil || feedback != nil }
}
