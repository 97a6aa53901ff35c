import Addresses
import Model

/// The reasons for degraded health caused by services, collected service by service.
struct ServiceReasons {
    private let snapshot: LoopSnapshot
    private let withheld: [ServiceKey: Endpoint]
    /// Counts the visited elements.
    private let work: WorkCount
    /// Services that differ from the document.
    private(set) var different = 0
    /// The reasons that name services whose online servers all fail.
    private(set) var outages: [String] = []
    /// The number of servers with an outdated verdict, and the first of them.
    private var overdue: (count: Int, first: String) = (0, "")
    /// The same of servers without any verdict.
    private var unchecked: (count: Int, first: String) = (0, "")

    init(_ snapshot: LoopSnapshot, _ work: WorkCount) {
        self.snapshot = snapshot
        self.work = work
        withheld = snapshot.last.withheld
    }

    /// Adds a service.
    ///
    /// - Parameter written: the service in the document; nil: none.
    mutating func add(_ service: ServiceStatus, _ written: Service?) {
        if service.want != nil, withheld[service.key] == nil,
            service.want != service.got
                || work.each(service.servers).contains(where: {
                    $0.want != nil && $0.want != $0.got
                })
        {
            different += 1
        }
        for server in work.each(service.servers)
        where server.state == .online && server.verdict?.isOverdue == true {
            let name =
                (service.name ?? service.key.description) + "/"
                + (server.name ?? server.endpoint.description)
            if server.verdict?.state == .unknown {
                unchecked = (unchecked.count + 1, unchecked.count == 0 ? name : unchecked.first)
            } else {
                overdue = (overdue.count + 1, overdue.count == 0 ? name : overdue.first)
            }
        }
        if let outage = outage(of: service, written, behind: withheld[service.key]) {
            outages.append(outage)
        }
    }

    /// The reasons that name servers whose checks have no result.
    var unproven: [String] {
        var reasons: [String] = []
        if unchecked.count > 0 {
            reasons.append(
                "\(counted(unchecked.count, "server")) never had a check with a result: "
                    + "`ballast explain \(unchecked.first)` has the reason")
        }
        if overdue.count > 0 {
            reasons.append(
                "\(counted(overdue.count, "server")) cannot be checked, and "
                    + (overdue.count == 1 ? "its last state" : "their last states")
                    + " may be out of date: `ballast explain \(overdue.first)` has the reason")
        }
        return reasons
    }

    /// Returns the reason for a service whose online servers all fail; nil: one works.
    private func outage(
        of service: ServiceStatus, _ written: Service?, behind place: Endpoint?
    ) -> String? {
        let online = work.each(service.servers).lazy.filter { $0.state == .online }
        let held = snapshot.desired?.services[service.key]?.held.count ?? 0
        let isOut = (held > 0 || place != nil) && online.allSatisfy { $0.name == nil }
        guard let name = service.name, let written,
            isOut
                || online.contains(where: { _ in true })
                    && (online.allSatisfy(\.isDown) || isIdle(service, written))
        else { return lostQuorum(of: service) }
        let failing = isOut ? "is online" : "works"
        if let place {
            return "no server of \(name) \(failing): the proxy at \(place) stays in service"
        }
        if held > 0 {
            let servers = counted(held, "server", "servers")
            return "no server of \(name) \(failing): \(servers) that the document takes out "
                + (held == 1 ? "stays" : "stay") + " in service"
        }
        return "no server of \(name) works"
            + (work.each(service.servers).contains { $0.name == nil && $0.want != nil }
                ? ": its fallback stands in" : ", and nothing stands in for them")
    }

    /// Returns the reason for a service whose fallback has all clients although servers work; nil:
    /// its servers have them.
    private func lostQuorum(of service: ServiceStatus) -> String? {
        guard let name = service.name, service.quorum?.isLost == true,
            work.each(service.servers).contains(where: {
                $0.name == nil && $0.want?.weight ?? 0 > 0
            })
        else { return nil }
        return "\(name) has lost its quorum: its fallback serves all clients"
    }

    /// Whether no server gets connections, and each one that should is known not to work.
    ///
    /// False with a quorum: without it, working servers yield to the fallback.
    private func isIdle(_ service: ServiceStatus, _ written: Service) -> Bool {
        guard service.quorum == nil else { return false }
        var isWanted = false
        for (server, status) in zip(written.servers, work.each(service.servers))
        where server.state == .online && server.weight > 0
            && written.checkType(of: server)?.type != .off
        {
            isWanted = true
            guard status.want?.weight ?? 0 == 0,
                status.isDown || status.verdict?.isOverdue == true
            else { return false }
        }
        return isWanted
    }
}
