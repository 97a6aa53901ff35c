import Files
import Glibc
import Model
import Planning

extension HAProxyMaster {
    /// Plans the steps to a configuration, without a change.
    ///
    /// **Errors:** `HostFailure` if the running HAProxy does not answer, or if no listener is
    /// possible.
    public func plan(_ whole: WorkerConfiguration) throws(HostFailure) -> ProxyPlan {
        let folder = control.settings.folder
        guard try control.running() != nil else {
            // Only the superuser can try where HAProxy may listen.
            let wanted = geteuid() == 0 ? try feasible(whole, isRunning: false) : whole
            let handover = ProxyHandover(
                restarting: readText(control.settings.file), to: wanted)
            let steps = Planning.plan(from: .none, to: handover.desired)
            var plan = ProxyPlan(
                steps: steps.map { $0.described(from: nil, to: wanted, in: folder) },
                held: handover.held, unheard: listeners.unheard)
            plan.unproven = UnprovenProxies(of: whole, states: nil, file: nil).sections
            return plan
        }
        var (observed, states) = try control.observe(
            certificates: whole.proxies.certificates.map(\.file))
        // The files were loaded last; HAProxy does not report the chain that it sends.
        for file in whole.proxies.certificates.map(\.file) {
            guard let pem = readText(file) else { continue }
            observed.loaded[file] = ProxyCertificate(file: file, fingerprint: "", pem: pem)
        }
        let file = readText(control.settings.file)
        var comparison = ProxyComparison(from: observed, states, file: file, to: whole)
        if comparison.steps.needReload, geteuid() == 0 {
            let feasible = try feasible(whole, isRunning: true)
            if feasible != whole {
                comparison = ProxyComparison(from: observed, states, file: file, to: feasible)
            }
        }
        let handover = comparison.handover
        var plan = ProxyPlan(
            steps: comparison.steps.map {
                $0.described(
                    from: file, to: handover.configuration, servers: states.servers, in: folder)
            },
            held: handover.held, unheard: listeners.unheard,
            outages: handover.outages(from: states))
        plan.unproven = UnprovenProxies(of: whole, states: states, file: file).sections
        return plan
    }

    /// The sections of a configuration of which no server is proven, each with the servers that
    /// are awaited; nil: HAProxy does not answer.
    public func unproven(in wanted: WorkerConfiguration) -> [HeldServers]? {
        // It is asked again in a moment.
        guard let reply = try? control.worker.ask("show servers state"),
            let states = ServerStates(reply)
        else { return nil }
        let file = readText(control.settings.file)
        return UnprovenProxies(of: wanted, states: states, file: file).sections
    }
}
