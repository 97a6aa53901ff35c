import Addresses
import Model

/// The comparison of the desired and the observed state, for status.
struct StatusReport {
    let spec: Spec
    let desired: Desired
    let observed: Observed
    let retries: Retries
    let verdicts: Verdicts?
    let feedback: FeedbackReadings?
    let quorums: [ServiceKey: QuorumState]
    /// Services that are not created yet because a proxy serves their clients, by its endpoint.
    let withheld: [ServiceKey: Endpoint]
    /// Counts the visited elements.
    let work: WorkCount

    /// Creates the report of a snapshot.
    init(_ snapshot: LoopSnapshot, _ work: WorkCount) {
        spec = snapshot.spec ?? Spec()
        desired = snapshot.desired ?? Desired()
        observed = snapshot.observed
        retries = snapshot.retries
        verdicts = snapshot.knowledge.verdicts
        feedback = snapshot.knowledge.feedback
        quorums = snapshot.knowledge.quorums
        withheld = snapshot.last.withheld
        self.work = work
    }

    /// Visits the services of the document in its order, then leaving ones.
    func forEachService(_ visit: (ServiceStatus, Service?) -> Void) {
        var known: Set<ServiceKey> = []
        for service in work.each(spec.services) {
            known.insert(service.key)
            visit(status(of: service.key, service), service)
        }
        let leaving = work.each(observed.services.keys)
            .filter { !known.contains($0) && observed.ledger.services[$0] != nil }
        for key in leaving.sorted() { visit(status(of: key, nil), nil) }
    }

    /// The desired and the leaving virtual addresses.
    func addresses() -> [AddressStatus] {
        let wanted = desired.addresses ?? []
        let wantedPlaces = Set(wanted.lazy.map(\.place))
        let places = observed.places
        let electedPlaces = Set(desired.elected.lazy.map(\.place))
        let leaving = work.each(observed.addresses.keys).filter {
            !wantedPlaces.contains($0.place) && !electedPlaces.contains($0.place)
                && observed.isOurs($0)
        }
        return work.each(wanted.union(leaving).sorted()).map {
            AddressStatus(
                address: $0, wanted: wantedPlaces.contains($0.place),
                present: places.contains($0.place))
        } + elected(among: places) + external()
    }

    /// The virtual addresses of the election.
    private func elected(among places: Set<AddressPlace>) -> [AddressStatus] {
        work.each(desired.elected.sorted()).map {
            let isHere = places.contains($0.place)
            return AddressStatus(address: $0, wanted: isHere, present: isHere, elected: true)
        }
    }

    /// The virtual addresses that another program moves, in the document's order.
    private func external() -> [AddressStatus] {
        let external = work.each(spec.virtualAddresses).filter(\.isExternal)
        guard !external.isEmpty else { return [] }
        let interfaces = Dictionary(
            work.each(observed.addresses.keys).map { ($0.prefix.address, $0.interface) },
            uniquingKeysWith: { min($0, $1) })
        return external.map { virtual in
            let carrier = interfaces[virtual.address.address]
            return AddressStatus(
                address: InterfaceAddress(
                    interface: carrier ?? virtual.interface, prefix: virtual.address),
                wanted: carrier != nil, present: carrier != nil, external: true)
        }
    }

    /// Returns the status of a service.
    func status(of key: ServiceKey, _ service: Service?) -> ServiceStatus {
        let want = desired.services[key]
        let got = observed.services[key]
        let listed = work.each(service?.servers ?? []).map { server -> ServerStatus in
            let endpoint = service?.endpoint(of: server) ?? Endpoint(server.address, port: 0)
            return status(
                endpoint, key, service, server, want: want?.destinations[endpoint],
                got: got?.destinations[endpoint])
        }
        let others = others(than: listed, want: want, got: got).map { endpoint in
            status(
                endpoint, key, service, nil, want: want?.destinations[endpoint],
                got: got?.destinations[endpoint])
        }
        var row = ServiceStatus(
            name: service?.name, key: key, want: want?.service, got: got?.service,
            quorum: quorums[key], servers: listed + others,
            counters: got?.counters ?? TrafficCounters())
        row.servedBy = withheld[key].map { "the proxy at \($0)" }
        return row
    }

    /// The fallback and the destinations on the host that are no servers of the document, in order.
    private func others(
        than listed: [ServerStatus], want: DesiredService?, got: ObservedService?
    ) -> [Endpoint] {
        let present = got?.destinations ?? [:]
        // Most services have no others, which the numbers show.
        if want?.fallback == nil,
            present.count == work.each(listed).count(where: { $0.got != nil })
        {
            return []
        }
        let known = Set(work.each(listed).lazy.map(\.endpoint))
        return Set(work.each(present.keys)).union(want?.fallback.map { [$0] } ?? [])
            .subtracting(known).sorted()
    }

    private func status(
        _ endpoint: Endpoint, _ key: ServiceKey, _ service: Service?, _ server: RealServer?,
        want: Destination?, got: ObservedDestination?
    ) -> ServerStatus {
        var health: ServerHealth?
        var reading: FeedbackReading?
        if let service, let server {
            health = self.health(of: server, in: service)
            reading = self.reading(of: server, in: service)
        }
        var status = ServerStatus(
            name: server?.name, endpoint: endpoint, state: server?.state, want: want,
            got: got?.destination, connections: got?.connections ?? ConnectionCounts(),
            reason: failure(of: endpoint, in: key)
                ?? (server == nil ? want.flatMap { outsider($0, in: key, service) } : nil)
                    ?? reason(key, server, health, reading, want: want, got: got),
            verdict: health?.verdict)
        status.feedback = reading
        if let service, let server, service.checkType(of: server)?.type == .off {
            status.isCheckOff = true
        }
        return status
    }

    private func failure(of endpoint: Endpoint, in key: ServiceKey) -> String? {
        guard !retries.entries.isEmpty else { return nil }
        let entry = retries.entries[.server(endpoint, of: key)] ?? retries.entries[.service(key)]
        return entry?.failure.description
    }

    /// The reason for a desired destination that is no server of the document.
    private func outsider(
        _ want: Destination, in key: ServiceKey, _ service: Service?
    ) -> String? {
        if desired.services[key]?.held[want.endpoint] != nil {
            let fault = verdicts?[key]?[want.endpoint].flatMap {
                $0.state == .down ? "; it is \($0)" : nil
            }
            return "not in the document; stays until a server of the document has passed its checks"
                + (fault ?? "")
        }
        let isPage =
            service?.fallback == .holdingPage
            && service?.destination(of: .holdingPage).endpoint == want.endpoint
        let reason =
            service?.isOffline == true
            ? "the operator has taken every server out"
            : quorums[key] == nil ? "every server is down" : "the quorum is lost"
        return "\(isPage ? "the holding page " : "")stands in: \(reason)"
    }

    private func reason(
        _ key: ServiceKey, _ server: RealServer?, _ health: ServerHealth?,
        _ reading: FeedbackReading?, want: Destination?, got: ObservedDestination?
    ) -> String? {
        var reasons = [
            Self.operatorsWish(server), health?.reason, reading?.complaint,
            health?.remark(server),
        ].compactMap { $0 }
        if reasons.isEmpty, server != nil, want?.weight == 0, quorums[key]?.isLost == true {
            reasons = ["the quorum is lost: the fallback has the service"]
        }
        if let server, let service = desired.services[key], let endpoint = want?.endpoint,
            service.held[endpoint] != nil, server.state != .online || server.weight == 0
        {
            reasons.append("stays until a server of the document has passed its checks")
        }
        if server != nil, let passes = health?.verdict?.trial,
            desired.services[key]?.held.isEmpty == false
        {
            reasons.append(
                "passed \(counted(passes, "check")) in a row, too few to replace a server "
                    + "that leaves")
        }
        if let place = withheld[key], want != nil {
            reasons.append("waits: the proxy at \(place) stays in service")
        }
        let reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
        if want == nil, let got {
            let open = got.connections.open
            let leaving =
                open == 0 ? "leaving" : "leaving, \(open) connection\(open == 1 ? "" : "s") open"
            return [reason ?? "not in the document", leaving].joined(separator: "; ")
        }
        if want != got?.destination { return reason ?? "not applied yet" }
        return reason
    }

    private static func operatorsWish(_ server: RealServer?) -> String? {
        guard let server else { return nil }
        switch server.state {
        case .drain: return "drained by the operator"
        case .offline: return "taken offline by the operator"
        case .online: return server.weight == 0 ? "weight 0 in the document" : nil
        }
    }

    /// The reading of a server's agent; nil: it is not asked.
    private func reading(of server: RealServer, in service: Service) -> FeedbackReading? {
        guard let feedback, service.hasFeedback(server) else { return nil }
        return feedback[service.key]?[service.endpoint(of: server)] ?? FeedbackReading()
    }

    /// The result of the checks of a server; nil: it is not checked.
    private func health(of server: RealServer, in service: Service) -> ServerHealth? {
        guard let verdicts, let check = service.checkType(of: server) else { return nil }
        switch check.type {
        case .on: return nil
        case .off: return .off
        default:
            let endpoint = service.endpoint(of: server)
            return .probed(verdicts[service.key]?[endpoint] ?? Verdict(.unknown))
        }
    }
}
