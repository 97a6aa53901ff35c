import Addresses
import HAProxy
import Model

/// The reports of the master, as events, and the conditions that last between them.
struct ProxyNews: Sendable {
    /// The endpoints on which HAProxy does not listen, or not alone, with the reasons.
    private(set) var unheard: [Unheard] = []
    /// The proxies that HAProxy refuses while it serves the others.
    private(set) var refused: [RefusedProxy] = []
    /// The number of reports and other changes, after which the values of HAProxy are read again.
    var changes = 0
    /// The synchronisation of stick tables.
    var tables = TableWatch()
    /// The usable proxies that the loop knows; nil: the document has no failover.
    private var usability: ProxyUsability?
    /// Whether HAProxy exited and was not restarted yet.
    private var hasEnded = false

    /// Records the usable proxies, and returns them if the loop does not know them yet.
    ///
    /// - Parameter latest: nil: the document has no failover.
    mutating func change(of latest: ProxyUsability?) -> ProxyUsability? {
        guard latest != usability else { return nil }
        usability = latest
        return latest
    }

    /// The endpoints of the document at which clients are not heard.
    var lost: Set<Endpoint> {
        Set(unheard.filter { !$0.isShared }.map(\.endpoint)).union(refused.flatMap(\.unserved))
    }

    /// Records that the document has no proxies.
    mutating func retire() {
        unheard = []
        refused = []
        tables.retire()
    }

    /// Returns the events of a report, except of one that the configuration is not in force.
    ///
    /// - Parameter isNeeded: whether the document needs HAProxy.
    mutating func record(_ event: WorkerEvent, isNeeded: Bool) -> [Notice] {
        switch event {
        case .refused, .failed: return []
        case .started(let pid):
            defer { hasEnded = false }
            return [Notice(hasEnded ? .recovered : .worker, "HAProxy was started, process \(pid)")]
        case .adopted(let pid):
            return [Notice(.worker, "HAProxy was running, and is taken over: process \(pid)")]
        case .applied(let steps, let isDrift):
            return [Self.notice(of: steps, isDrift: isDrift, isNeeded: isNeeded)]
        case .refuses(let proxies): return record(proxies)
        case .listens(let places): return record(places)
        case .lastFails(let words):
            return [
                Notice(
                    .failed,
                    "the last configuration of HAProxy that served can't be started either",
                    words.split(separator: "\n").map(String.init))
            ]
        case .notKept(let words):
            return [Notice(.failed, "no copy of HAProxy's configuration is kept: \(words)")]
        case .left(let pid):
            return [
                Notice(
                    .failed,
                    "HAProxy can't be spoken to, its sockets were removed: process \(pid) ends "
                        + "with its last connection"
                        + (isNeeded ? ", and another one is started" : ""))
            ]
        case .outlived(let workers):
            return [
                Notice(
                    .failed, "a reload ends workers of earlier configurations",
                    workers.map(\.sentence))
            ]
        case .silent(let words): return [Notice(.failed, "HAProxy does not answer: \(words)")]
        case .answers(let pid):
            return [Notice(.recovered, "HAProxy answers again, process \(pid)")]
        case .ended(let pid, let words):
            hasEnded = true
            return [Notice(.failed, "HAProxy ended, process \(pid); it is started again", words)]
        }
    }

    /// Returns the event of steps that were applied to HAProxy.
    private static func notice(
        of steps: [ProxyStep], isDrift: Bool, isNeeded: Bool
    ) -> Notice {
        if let reload = steps.first(where: \.isReload) {
            let message =
                isNeeded
                ? "HAProxy was reloaded"
                : "HAProxy serves nothing any more, and ends with its last connection"
            return Notice(.applied, message, isNeeded ? reload.details : [])
        }
        let lines = steps.flatMap(\.details)
        let words = lines.count == 1 ? lines[0] : "\(counted(lines.count, "step"))"
        return Notice(
            isDrift ? .drift : .applied,
            isDrift
                ? "changed in HAProxy outside Ballast, corrected: \(words)"
                : lines.count == 1 ? words : "applied \(words) to HAProxy",
            lines)
    }

    /// Records the endpoints on which HAProxy can't listen.
    private mutating func record(_ places: [Unheard]) -> [Notice] {
        let before = Set(unheard.map(\.endpoint))
        let now = Set(places.map(\.endpoint))
        let new = places.filter { !before.contains($0.endpoint) }.map(\.reason)
        let back = before.subtracting(now).sorted().map { "HAProxy listens on \($0)" }
        unheard = places
        return [
            Notice(.failed, new, "addresses are not HAProxy's to listen on"),
            Notice(.recovered, back, "addresses are HAProxy's to listen on again"),
        ].compactMap(\.self)
    }

    /// Records the proxies that HAProxy refuses while it serves the others.
    private mutating func record(_ proxies: [RefusedProxy]) -> [Notice] {
        let new = proxies.filter { !refused.contains($0) }.map(\.sentence)
        let names = Set(proxies.map(\.name))
        let back = refused.map(\.name).filter { !names.contains($0) }
        refused = proxies
        return [
            Notice(.failed, new, "proxies are refused by HAProxy"),
            Notice(
                .recovered, back.map { "HAProxy does not refuse \($0) any more" },
                "proxies are not refused any more"),
        ].compactMap(\.self)
    }
}

extension OutlivedWorker {
    /// The effect of its end on clients.
    fileprivate var sentence: String {
        let open = connections.map { counted($0, "connection") } ?? "connections unknown"
        return "process \(pid), \(open), has outlived \(counted(reloads, "reload")) "
            + "(mworker-max-reloads)"
    }
}
