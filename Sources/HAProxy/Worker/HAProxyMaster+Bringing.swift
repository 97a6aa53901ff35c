import Addresses
import Files
import Glibc
import Model
import Planning

extension HAProxyMaster {
    /// Brings a configuration into force.
    func bring(
        _ configuration: WorkerConfiguration, _ replaced: [String] = []
    ) -> WorkerMachine.Result {
        do throws(HostFailure) {
            try control.makeFolder()
            // This look may be earlier than the notice of the end.
            if let identity = process.identity, !identity.isRunning { noteEnd(of: identity) }
            if process.running == nil, let found = try control.running() {
                watch(found)
                if !control.isLost(found, for: configuration) { report(.adopted(pid: found.pid)) }
            }
            if control.isLost(process.identity, for: configuration) { process.forget() }
            guard let identity = process.running else { return start(configuration) }
            let result = try change(configuration, replaced, of: identity)
            report(failures.answered(pid: identity.pid))
            return result
        } catch {
            if process.identity?.isRunning == false {
                return startOver(configuration, after: error)
            }
            guard error.errno == "ETIMEDOUT" else { return failed("\(error)") }
            report(failures.silent("\(error)"))
            return .failed("\(error)")
        }
    }

    /// What of a configuration can be brought: all, or all but the listeners that are in the way.
    ///
    /// - Parameter isRunning: whether HAProxy serves, and so may go on where it listens now.
    ///
    /// **Errors:** the first obstacle, when nothing is left to listen on.
    func feasible(
        _ whole: WorkerConfiguration, isRunning: Bool
    ) throws(HostFailure) -> WorkerConfiguration {
        // Where its own listeners are in the way as well, nothing can be told beforehand.
        let found =
            whole.sharesNoPort
            ? []
            : ListenCheck(
                endpoints: whole.endpoints, virtual: whole.virtual, word: control.ownWord
            ).run()
        report(listeners.note(found))
        let file = control.settings.file
        let present = ListenerObstacles.Present(
            file: { readText(file) }, isHere: ListenCheck.isHere)
        return try listeners.feasible(whole, beside: isRunning ? present : nil)
    }

    private func change(
        _ whole: WorkerConfiguration, _ replaced: [String], of identity: MasterIdentity
    ) throws(HostFailure) -> WorkerMachine.Result {
        control.emptyLog()
        var wanted = refusals.begin(whole, isLooking: machine.isLooking)
        // HAProxy checks it while the worker is observed: mostly this text is the one to load. A
        // look mostly loads nothing.
        var check = machine.isLooking ? nil : try control.check(wanted)
        defer { unlink(control.stagedStates) }
        let certificates = judgedCertificates(of: wanted, isInForce: machine.inForce == whole)
        var (observed, states) = try control.observe(certificates: certificates)
        for certificate in machine.inForce?.proxies.certificates ?? [] {
            observed.loaded[certificate.file] = certificate
        }
        for file in replaced {
            observed.loaded[file] = ProxyCertificate(file: file, fingerprint: "", pem: "")
        }
        let before = readText(control.settings.file)
        func compared(_ wanted: WorkerConfiguration) -> ProxyComparison {
            ProxyComparison(from: observed, states, file: before, to: wanted)
        }
        // Working servers stay until a successor is proven.
        var comparison = compared(wanted)
        // The end of a handover is no drift either.
        let wasUndisturbed = held.isEmpty
        while true {
            if comparison.steps.needReload {
                let feasible = try feasible(wanted, isRunning: true)
                if feasible != wanted { comparison = compared(feasible) }
            } else {
                report(listeners.note([]))
            }
            note(comparison.handover.held)
            let configuration = comparison.handover.configuration
            if check?.text != configuration.text { check = nil }
            if comparison.steps.needReload { try stage(states, for: comparison.handover) }
            guard let words = try control.put(configuration, check) else { break }
            check = nil
            guard let rest = rest(of: whole, withoutThoseIn: words, about: configuration) else {
                return refused(words)
            }
            wanted = rest
            comparison = compared(wanted)
        }
        report(refusals.accept(wanted, of: whole))
        if machine.isLooking, isOutdated(comparison.steps) {
            control.settle()
            return .done(reloaded: false)
        }
        let isUndisturbed = wasUndisturbed && comparison.handover.held.isEmpty
        do throws(HostFailure) {
            let result = try bring(
                comparison, states, from: before,
                isDrift: machine.inForce == whole && isUndisturbed, of: identity)
            if case .done = result { control.settle() } else { control.putBack() }
            return result
        } catch {
            // A master that is started again finds the file that works.
            control.putBack()
            throw error
        }
    }

    /// Returns the configuration without the proxies that HAProxy has just refused; nil: HAProxy
    /// refused other lines too, or no proxy would be left.
    func rest(
        of whole: WorkerConfiguration, withoutThoseIn words: String,
        about tried: WorkerConfiguration
    ) -> WorkerConfiguration? {
        refusals.rest(
            of: whole, withoutThoseIn: words, about: tried, in: control.settings
        ) { readText($0) }
    }

    /// The certificates that the worker is asked for.
    ///
    /// A file that changed after the configuration was made belongs to a newer configuration that
    /// is about to arrive, so a look must not restore the older certificate.
    private func judgedCertificates(
        of wanted: WorkerConfiguration, isInForce: Bool
    ) -> [String] {
        let certificates = wanted.proxies.certificates
        guard isInForce else { return certificates.map(\.file) }
        return certificates.filter { readText($0.file) == $0.pem }.map(\.file)
    }

    private func stage(
        _ states: ServerStates, for handover: ProxyHandover
    ) throws(HostFailure) {
        try control.stage(
            states, for: handover.configuration.proxies, unproven: handover.unproven,
            origins: handover.origins)
    }

    /// Applies the steps of a comparison: by commands, or by a reload.
    private func bring(
        _ comparison: ProxyComparison, _ states: ServerStates, from before: String?,
        isDrift: Bool, of identity: MasterIdentity
    ) throws(HostFailure) -> WorkerMachine.Result {
        guard var step = comparison.steps.first else { return .done(reloaded: false) }
        let handover = comparison.handover
        let configuration = handover.configuration
        if !comparison.steps.needReload {
            do throws(CommandFailure) {
                try control.run(comparison.steps.commands(to: configuration.proxies.frame))
                note(applied: comparison.steps, isDrift: isDrift)
                return .done(reloaded: false)
            } catch {
                // A value that could not be sent, a reload may load; a certificate that HAProxy
                // read and rejected, it may not.
                if case .commitCertificate = error.command { return refused("\(error.failure)") }
                step = .reload(
                    handover.desired, because: [.refused("\(error.failure)")], parts: [])
            }
            try stage(states, for: handover)
        }
        tellOfOutlived(by: configuration.text)
        if let words = try control.reload(identity) {
            let file = control.settings.file
            return refused(BindRefusal(words, of: configuration.text, at: file).words)
        }
        Task { [lane] in await lane.sendAgain(after: configuration) }
        // After the clients have the new worker, and before the files of the old one are removed.
        let described = step.described(
            from: before, to: configuration, servers: states.servers,
            in: control.settings.folder)
        control.tidy(except: configuration.files)
        note(applied: [described])
        return .done(reloaded: true)
    }

    /// Records steps that were applied, and reports them.
    func note(applied steps: [ProxyStep], isDrift: Bool = false) {
        applied = steps
        report(.applied(steps, isDrift: isDrift))
    }

    private func tellOfOutlived(by text: String) {
        let workers = control.outlived(at: text)
        if !workers.isEmpty { report(.outlived(workers)) }
    }

    /// Reloads HAProxy with the configuration in force: its program and libraries are read anew.
    ///
    /// No connection is lost.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words; the old worker goes on.
    public func reload() throws(HostFailure) {
        if process.running == nil, let found = try control.running() { watch(found) }
        guard let identity = process.running else {
            throw HostFailure(operation: "reload HAProxy", reason: "it does not run")
        }
        // Values that were sent since the last reload are in the worker only.
        if let inForce = machine.inForce, held.isEmpty,
            let words = try control.put(listeners.served(refusals.accepted(inForce)))
        {
            throw HostFailure(operation: "reload HAProxy", reason: words)
        }
        let (_, states) = try control.observe(certificates: [])
        tellOfOutlived(by: readText(control.settings.file) ?? "")
        if let wanted = machine.inForce?.proxies { try control.stage(states, for: wanted) }
        defer { unlink(control.stagedStates) }
        if let words = try control.reload(identity) {
            control.putBack()
            throw HostFailure(operation: "reload HAProxy", reason: words)
        }
        control.settle()
        let proxies =
            machine.inForce?.proxies ?? DesiredProxies(frame: ProxyFrame(of: "", servers: []))
        note(applied: [.reload(proxies, because: [.asked], parts: [])])
        lookAgain()
    }

    /// Sends the values of servers at once, where no handover can begin with them: to look at ten
    /// thousand servers, and to check and write their file, takes longer than to change one.
    ///
    /// - Returns: whether nothing else differs from the configuration in force.
    func sendValues(of wanted: WorkerConfiguration) -> Bool {
        guard process.running != nil, held.isEmpty, refusals.proxies.isEmpty,
            let inForce = machine.inForce,
            let steps = planValues(from: inForce.proxies, to: wanted.proxies), steps.areHarmless
        else { return false }
        do throws(CommandFailure) {
            try control.run(steps.commands(to: wanted.proxies.frame))
            note(applied: steps)
        } catch {
            // A look finds the differences that are left, and applies them in its own way.
            return false
        }
        return listeners.obstacles.isEmpty && wanted.hasSameSurroundings(as: inForce)
    }

    /// Sends results of Ballast's own checks to the worker while another configuration is refused
    /// or fails, so that failed servers get no clients.
    func sendResults(of wanted: WorkerConfiguration) {
        guard machine.complaint != nil, process.running != nil, held.isEmpty,
            let inForce = machine.inForce, let followed = inForce.following(wanted),
            let steps = planValues(from: inForce.proxies, to: followed.proxies), !steps.isEmpty
        else { return }
        do throws(CommandFailure) {
            try control.run(steps.commands(to: followed.proxies.frame))
            note(applied: steps)
            machine.follow(followed)
        } catch {
            // The next result, or the next look, sends them again.
        }
    }

    func refused(_ words: String) -> WorkerMachine.Result {
        // The program itself is broken, as in an upgrade of the package.
        if words == MasterControl.silence { return failed(words) }
        if machine.complaint != words { report(.refused(words)) }
        return .refused(words)
    }

    func failed(_ words: String) -> WorkerMachine.Result {
        if machine.complaint != words { report(.failed(words)) }
        return .failed(words)
    }
}
