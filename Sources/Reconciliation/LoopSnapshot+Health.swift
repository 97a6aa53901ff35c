import Addresses
import Model

extension LoopSnapshot {
    /// The reasons for degraded health; empty: healthy.
    func reasons(
        _ services: [ServiceStatus], _ addresses: [AddressStatus], _ work: WorkCount
    ) -> [String] {
        var reasons: [String] = []
        if spec == nil { reasons.append("no document is in force") }
        if document.kept != nil {
            let isRead = !document.rejected.isEmpty
            reasons.append(
                "the document on disk is \(isRead ? "not in force" : "not read yet"), \(standIn) is"
            )
        } else if !document.rejected.isEmpty {
            reasons.append("the document on disk is not in force")
        }
        reasons += failures.map(\.description)
        if !retries.entries.isEmpty {
            let steps = counted(retries.entries.count, "step")
            reasons.append("failed, to be tried again: \(steps)")
        }
        let withheld = last.withheld
        let different = work.each(services).filter { service in
            service.want != nil && withheld[service.key] == nil
                && (service.want != service.got
                    || work.each(service.servers).contains { $0.want != nil && $0.want != $0.got })
        }
        if !different.isEmpty {
            reasons.append("not as the document wants: \(counted(different.count, "service"))")
        }
        let missing = work.each(addresses).filter { $0.wanted && !$0.present }
        if !missing.isEmpty {
            let addresses = counted(missing.count, "virtual address", "virtual addresses")
            reasons.append("missing: \(addresses)")
        }
        let silent = work.each(addresses).filter {
            $0.wanted && $0.present && observed.silentInterfaces[$0.address.interface] != nil
        }
        if !silent.isEmpty {
            let addresses = counted(silent.count, "virtual address", "virtual addresses")
            reasons.append("without a link: \(addresses)")
        }
        reasons += intruders(work)
        if let stalledChecks = knowledge.stalledChecks {
            let time = Timestamp(milliseconds: stalledChecks)
            reasons.append("health checks stand still since \(time): verdicts grow old")
        }
        if let unproven = unproven(services, work) { reasons.append(unproven) }
        let written = Dictionary(
            work.each(spec?.services ?? []).map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
        return reasons
            + work.each(services).compactMap {
                outage(of: $0, written[$0.key], behind: withheld[$0.key], work)
            }
    }

    /// The reasons that name services of other programs where proxies listen.
    private func intruders(_ work: WorkCount) -> [String] {
        guard let spec, !plan.foreign.isEmpty else { return [] }
        let places = spec.proxyEndpoints
        return work.each(plan.foreign).compactMap { object in
            guard case .service(let key, _) = object, key.transport == .tcp,
                let endpoint = key.endpoint, places.contains(endpoint)
            else { return nil }
            return "another program has the IPVS service \(key), which takes the packets of the "
                + "proxy that listens there: remove it with `ipvsadm -D -t \(endpoint)`"
        }
    }

    /// The reason that names servers whose verdict is outdated; nil: there are none.
    private func unproven(_ services: [ServiceStatus], _ work: WorkCount) -> String? {
        let names = work.each(services).flatMap { service in
            work.each(service.servers).filter {
                $0.state == .online && $0.verdict?.isOverdue == true
            }.map {
                "\(service.name ?? service.key.description)/\($0.name ?? $0.endpoint.description)"
            }
        }
        guard let first = names.first else { return nil }
        return "\(counted(names.count, "server")) cannot be checked, and "
            + "\(names.count == 1 ? "its last state" : "their last states") may be out of date: "
            + "`ballast explain \(first)` has the reason"
    }

    /// The reason that names a service of which no server that should be online works.
    private func outage(
        of service: ServiceStatus, _ written: Service?, behind place: Endpoint?,
        _ work: WorkCount
    ) -> String? {
        let online = work.each(service.servers).filter { $0.state == .online }
        let held = desired?.services[service.key]?.held.count ?? 0
        let isOut = (held > 0 || place != nil) && online.allSatisfy { $0.name == nil }
        guard let name = service.name, let written,
            isOut
                || !online.isEmpty
                    && (online.allSatisfy(\.isDown) || isIdle(service, written, work))
        else { return nil }
        let others = work.each(service.servers).filter { $0.name == nil && $0.want != nil }
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
            + (others.isEmpty
                ? ", and nothing stands in for them" : ": its fallback stands in")
    }

    /// Whether no server gets connections, and each one that should is known not to work.
    ///
    /// False with a quorum: without it, working servers yield to the fallback.
    private func isIdle(
        _ service: ServiceStatus, _ written: Service, _ work: WorkCount
    ) -> Bool {
        guard service.quorum == nil else { return false }
        let wanted = zip(written.servers, work.each(service.servers)).filter { server, _ in
            server.state == .online && server.weight > 0
                && written.checkType(of: server)?.type != .off
        }.map(\.1)
        return !wanted.isEmpty
            && wanted.allSatisfy { server in
                guard server.want?.weight ?? 0 == 0 else { return false }
                return server.isDown || server.verdict?.isOverdue == true
            }
    }

    private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? "1 \(one)" : "\(count) \(many ?? one + "s")"
    }
}
