import Addresses
import Model

/// A server by the names that haproxy.cfg has for its backend and for itself.
public struct ServerPlace: Sendable, Hashable {
    /// The backend.
    public let backend: String
    /// The server.
    public let server: String
}

/// The states of servers that HAProxy checks, from one look to the next.
public struct ServerWatch: Sendable {
    private var known: [ServerPlace: State] = [:]

    private struct State {
        var isUp: Bool
        var falls: Int
        var address: String
    }

    /// A server whose state changed since the last look, or changed and changed back.
    public struct Change: Sendable, Hashable {
        /// The server.
        public let place: ServerPlace
        /// Whether it works now.
        public let isUp: Bool
        /// Whether it was in the other state in between and has the same state as before.
        public let wasOther: Bool
        /// The latest check; nil: HAProxy reports none.
        public let check: ProxyCheckStatus?
    }

    /// A watch that knows no server yet.
    public init() {}

    /// Returns the changes since the last look.
    ///
    /// A server that is seen for the first time, or is somewhere else now, is a change when a check
    /// of it has failed: a new server may begin as down. HAProxy counts how often a server went
    /// down, so an outage that is over before the next look is found as well; a new worker counts
    /// from 0.
    ///
    /// **Shape:** in the order of the rows.
    public mutating func changes(in statistics: Statistics) -> [Change] {
        var changes: [Change] = []
        // Servers that are no longer there are forgotten.
        var present: [ServerPlace: State] = [:]
        defer { known = present }
        for row in statistics.rows where row.isServer {
            let place = ServerPlace(backend: row.proxy, server: row.server)
            let before = known[place].flatMap { $0.address == row.address ? $0 : nil }
            // A server counts as up, or as down, until its first check has ended.
            guard let isUp = row.isUp, !row.awaitsCheck else {
                present[place] = before
                continue
            }
            guard before != nil || isUp || row.hasFailed else { continue }
            present[place] = State(isUp: isUp, falls: row.falls, address: row.address)
            let falls = before.map { max(0, row.falls - $0.falls) } ?? 0
            let wasUp = before?.isUp ?? true
            let wasOther = wasUp == isUp && falls > 0
            guard wasUp != isUp || wasOther else { continue }
            changes.append(
                Change(place: place, isUp: isUp, wasOther: wasOther, check: row.check))
        }
        return changes
    }
}

extension Spec {
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
