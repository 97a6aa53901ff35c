import Addresses
import Model
import Planning

extension Reconciler {
    /// What is wanted beside what was seen last.
    public func status() -> Status {
        let now = clock()
        let report = statusReport()
        let services = report.services()
        let addresses = report.addresses()
        return Status(
            controller: ControllerStatus(
                version: settings.version, processID: settings.processID, started: started,
                managesAddresses: settings.managesAddresses),
            health: Status.Health(reasons: reasons(services, addresses)), document: document,
            lastPass: lastPass, services: services, addresses: addresses,
            failures: failures(at: now), draining: plan.draining,
            handovers: handovers(), foreign: plan.foreign, notes: plan.notes,
            events: history.events)
    }

    private func handovers() -> [String] {
        guard !plan.handovers.isEmpty else { return [] }
        let services = Dictionary(
            (spec?.services ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        return plan.handovers.map { $0.sentence(services[$0.service]) }
    }

    private func reasons(_ services: [ServiceStatus], _ addresses: [AddressStatus]) -> [String] {
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
        if let keepingFailure { reasons.append(keepingFailure.description) }
        if let hostFailure { reasons.append(hostFailure.description) }
        if let ledgerFailure { reasons.append(ledgerFailure.description) }
        if !isLedgerRead, let unreadLedger { reasons.append(unreadLedger.description) }
        reasons += pages.failures.map(\.description)
        if !retries.entries.isEmpty {
            let steps = counted(retries.entries.count, "step")
            reasons.append("failed, to be tried again: \(steps)")
        }
        let different = services.filter { service in
            service.want != nil
                && (service.want != service.got
                    || service.servers.contains { $0.want != nil && $0.want != $0.got })
        }
        if !different.isEmpty {
            reasons.append("not as the document wants: \(counted(different.count, "service"))")
        }
        let missing = addresses.filter { $0.wanted && !$0.present }
        if !missing.isEmpty {
            let addresses = counted(missing.count, "virtual address", "virtual addresses")
            reasons.append("missing: \(addresses)")
        }
        let silent = addresses.filter {
            $0.wanted && $0.present && observed.silentInterfaces[$0.address.interface] != nil
        }
        if !silent.isEmpty {
            let addresses = counted(silent.count, "virtual address", "virtual addresses")
            reasons.append("without a link: \(addresses)")
        }
        if let unproven = unproven(services) { reasons.append(unproven) }
        let named = Dictionary(
            (spec?.services ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        return reasons + services.compactMap { outage(of: $0, named[$0.key]) }
    }

    /// Checks in a row that said nothing, from which on a verdict is taken for old.
    private static let patience = 3

    /// The servers whose verdict holds only because their checks say nothing.
    private func unproven(_ services: [ServiceStatus]) -> String? {
        let names = services.flatMap { service in
            service.servers.filter {
                $0.state == .online && $0.verdict?.inconclusive ?? 0 >= Self.patience
            }.map {
                "\(service.name ?? service.key.description)/\($0.name ?? $0.endpoint.description)"
            }
        }
        guard let first = names.first else { return nil }
        return "\(counted(names.count, "server")) cannot be checked, so what is known of "
            + "\(names.count == 1 ? "it" : "them") grows old: `ballast explain \(first)` says why"
    }

    /// A service none of whose servers works, of those that the operator wants online.
    private func outage(of service: ServiceStatus, _ written: Service?) -> String? {
        let online = service.servers.filter { $0.state == .online }
        guard let name = service.name, let written, !online.isEmpty,
            online.allSatisfy(\.isDown) || isIdle(service, written)
        else { return nil }
        let others = service.servers.filter { $0.name == nil && $0.want != nil }
        let held = desired?.services[service.key]?.held.count ?? 0
        if held > 0 {
            let servers = counted(held, "server", "servers")
            return "no server of \(name) works: \(servers) that the document takes out "
                + (held == 1 ? "stays" : "stay") + " in service"
        }
        return "no server of \(name) works"
            + (others.isEmpty
                ? ", and nothing stands in for them" : ": its fallback stands in")
    }

    /// Whether every server that should get connections is known not to work, and none gets any.
    ///
    /// Not where a quorum is lost: then servers that work yield to the fallback.
    private func isIdle(_ service: ServiceStatus, _ written: Service) -> Bool {
        guard service.quorum == nil else { return false }
        let wanted = zip(written.servers, service.servers).filter { server, _ in
            server.state == .online && server.weight > 0
                && written.checkType(of: server)?.type != .off
        }.map(\.1)
        return !wanted.isEmpty
            && wanted.allSatisfy { server in
                guard server.want?.weight ?? 0 == 0 else { return false }
                if server.isDown { return true }
                return server.verdict?.inconclusive ?? 0 >= Self.patience
            }
    }

    private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? "1 \(one)" : "\(count) \(many ?? one + "s")"
    }

    private func failures(at now: Moment) -> [FailureStatus] {
        retries.entries.values
            .sorted { ($0.notBefore, $0.step.description) < ($1.notBefore, $1.step.description) }
            .map {
                FailureStatus(
                    step: $0.step, description: $0.step.description, failure: $0.failure,
                    attempts: $0.attempts,
                    retryIn: max(0, $0.notBefore.milliseconds - now.milliseconds))
            }
    }

    /// How many looks in a row may follow at once on the loop's own edits: weight to zero, server
    /// out, service out, and one to see that it is so.
    private static let verificationLimit = 4

    /// How long to wait, and what for.
    ///
    /// Small tables are looked at more often than the interval says, so that drift is healed at
    /// once; a look may cost at most a two-hundredth of one processor, up to the interval.
    func nextLook() -> (delay: Duration, reason: Wake) {
        if verify != nil && verifications < Self.verificationLimit { return (.zero, .verification) }
        var period = min(settings.interval, max(.milliseconds(500), fullLookCost * 200))
        if hostFailure != nil { period = settings.interval }
        let elapsed = lastFullLook.map { ContinuousClock.now - $0 } ?? .zero
        var delay = max(.zero, period - elapsed)
        let now = clock()
        // What was due at the last look had its turn there: looking again at once would spin.
        let moments = [
            plan.nextDeadline(after: lastFullMoment), retries.next(after: lastFullMoment),
            announcements.next(after: lastFullMoment),
        ]
        for moment in moments.compactMap({ $0 }) {
            let left = Duration.milliseconds(max(0, moment.milliseconds - now.milliseconds))
            delay = min(delay, max(left, .milliseconds(20)))
        }
        return (delay, .periodic)
    }
}
