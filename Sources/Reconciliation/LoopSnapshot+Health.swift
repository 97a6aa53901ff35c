import Addresses
import Model

extension LoopSnapshot {
    /// The reasons for degraded health; empty: healthy.
    func reasons(
        _ services: ServiceReasons, _ addresses: [AddressStatus], _ work: WorkCount
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
        if let pending = document.pending, pending.opens == nil { reasons.append(pending.words) }
        reasons += failures.map(\.description)
        if !retries.entries.isEmpty {
            let steps = counted(retries.entries.count, "step")
            reasons.append("failed, to be tried again: \(steps)")
        }
        if services.different > 0 {
            reasons.append("not as the document wants: \(counted(services.different, "service"))")
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
        reasons += endangeredRoutes(work) + intruders(work)
        if let stalledChecks = knowledge.stalledChecks {
            let time = CivilTime(milliseconds: stalledChecks).timestamp
            reasons.append("health checks stand still since \(time): verdicts grow old")
        }
        return reasons + services.unproven + services.outages
    }

    /// The reasons that name interfaces whose routes end with the role of this node.
    ///
    /// The kernel removes the IPv4 routes of an interface with its last IPv4 address, and none of
    /// them returns with the address.
    private func endangeredRoutes(_ work: WorkCount) -> [String] {
        let elected = Set((desired?.elected ?? []).lazy.map(\.interface))
        return work.each(observed.loneRoutes.sorted { $0.key < $1.key }).compactMap { name, count in
            guard elected.contains(name) else { return nil }
            return "\(name) has no IPv4 address but virtual ones: with them it loses "
                + "\(counted(count, "route")), for good"
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
}
