import Addresses
import Model

extension HAProxyMaster {
    /// Has the workers do what a configuration says.
    func bring(
        _ configuration: WorkerConfiguration, _ replaced: [String] = []
    ) -> WorkerMachine.Result {
        do throws(HostFailure) {
            try control.makeFolder()
            if identity?.isRunning != true, let found = try control.running() {
                watch(found)
                if !control.isLost(found, for: configuration) { report(.adopted(pid: found.pid)) }
            }
            if control.isLost(identity, for: configuration) { leave() }
            guard let identity, identity.isRunning else { return start(configuration) }
            let result = try change(configuration, replaced, of: identity)
            if silence != nil { report(.answers(pid: identity.pid)) }
            silence = nil
            return result
        } catch {
            if identity?.isRunning == false { return startOver(configuration, after: error) }
            guard error.errno == "ETIMEDOUT" else { return failed("\(error)") }
            if silence == nil { report(.silent("\(error)")) }
            silence = "\(error)"
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
        note(found)
        let blocked = Set(found.filter { !$0.isServed }.map(\.endpoint))
        // Clients reach a moving address at its old place until it is at the new one.
        let absent: Set<Endpoint> =
            isRunning
            ? whole.endpoints.filter {
                whole.virtual.contains($0.address) && !ListenCheck.isHere($0.address)
            } : []
        guard !blocked.isEmpty || !absent.isEmpty else { return whole }
        let file = isRunning ? readText(control.settings.file) : nil
        if let reduced, reduced.whole == whole, reduced.without == blocked,
            reduced.absent == absent, reduced.file == file
        {
            return reduced.rest
        }
        let first = found.first { !$0.isServed }
        guard isRunning || blocked.count < whole.endpoints.count,
            let rest = whole.leavingOut(
                blocked, absent: absent, keeping: file, isHere: ListenCheck.isHere)
        else {
            // A configuration without a document can't be reduced.
            if blocked.isEmpty { return whole }
            throw first?.failure
                ?? HostFailure(operation: "listen", reason: "nothing is left to listen on")
        }
        reduced = Reduction(
            whole: whole, without: blocked, absent: absent, file: file, rest: rest)
        return rest
    }

    /// Takes in where HAProxy can't listen, and tells of it once.
    func note(_ found: [ListenCheck.Obstacle]) {
        guard found != obstacles else { return }
        obstacles = found
        report(.listens(except: found.map { Unheard($0) }))
    }

    private func change(
        _ whole: WorkerConfiguration, _ replaced: [String], of identity: MasterIdentity
    ) throws(HostFailure) -> WorkerMachine.Result {
        control.emptyLog()
        var wanted = withoutKnownRefusals(whole)
        anticipate(whole.proxies)
        let certificates = judgedCertificates(of: wanted, isInForce: machine.inForce == whole)
        let (observed, states) = try control.observe(certificates: certificates)
        let loaded =
            (machine.inForce?.proxies.certificates ?? [])
            + replaced.map { WantedCertificate(file: $0, fingerprint: "", pem: "") }
        let before = readText(control.settings.file)
        // Working servers stay until a successor is proven.
        var handover = ProxyHandover(from: states, file: before, to: wanted)
        var changes = ProxyChanges(from: observed, to: handover, loaded: loaded)
        // The end of a handover is no drift either.
        let wasUndisturbed = held.isEmpty
        while true {
            if changes.reloads.isEmpty {
                note([ListenCheck.Obstacle]())
            } else {
                let feasible = try feasible(wanted, isRunning: true)
                if feasible != wanted {
                    handover = ProxyHandover(from: states, file: before, to: feasible)
                    changes = ProxyChanges(from: observed, to: handover, loaded: loaded)
                }
            }
            note(handover.held)
            guard let words = try control.put(handover.configuration) else { break }
            guard let rest = withoutRefused(words, of: handover.configuration, whole) else {
                return refused(words)
            }
            wanted = rest
            handover = ProxyHandover(from: states, file: before, to: wanted)
            changes = ProxyChanges(from: observed, to: handover, loaded: loaded)
        }
        noteTaken(wanted, of: whole)
        let isUndisturbed = wasUndisturbed && handover.held.isEmpty
        do throws(HostFailure) {
            let result = try bring(
                changes, to: handover, states, from: before,
                isDrift: machine.inForce == whole && isUndisturbed && !machine.hasSent,
                of: identity)
            if case .done = result { control.settle() } else { control.putBack() }
            return result
        } catch {
            // A master that is started again finds the file that works.
            control.putBack()
            throw error
        }
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

    /// Makes the worker what its file says: by commands, or by a reload.
    private func bring(
        _ changes: ProxyChanges, to handover: ProxyHandover, _ states: ServerStates,
        from before: String?, isDrift: Bool, of identity: MasterIdentity
    ) throws(HostFailure) -> WorkerMachine.Result {
        guard !changes.isEmpty else { return .done(reloaded: false) }
        let configuration = handover.configuration
        var reasons = changes.reasons(from: before, to: configuration.text)
        // The values belong to a newer configuration that is about to arrive.
        if reasons.isEmpty, machine.isAnticipating { return .done(reloaded: false) }
        if reasons.isEmpty {
            do throws(CommandFailure) {
                try control.run(changes.commands)
                report(.changed(changes.visible.map(\.description), isDrift: isDrift))
                return .done(reloaded: false)
            } catch {
                // What could not be sent, a reload may read; what was read and is of no use, not.
                if case .commitCertificate = error.command { return refused("\(error.failure)") }
                reasons = ["\(error.failure)"]
            }
        }
        tellOfOutlived(by: configuration.text)
        // The reload replaces the file and the states.
        let details =
            changes.reloads.isEmpty
            ? reasons
            : changes.details(
                from: before, to: configuration, servers: states.servers,
                in: control.settings.folder)
        if let words = try control.reload(
            identity, servers: states, wanted: configuration.proxies,
            unproven: handover.unproven, origins: handover.origins)
        {
            let file = control.settings.file
            return refused(BindRefusal(words, of: configuration.text, at: file).words)
        }
        control.tidy(except: configuration.files)
        report(.reloaded(because: details))
        return .done(reloaded: true)
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
        if identity?.isRunning != true, let found = try control.running() { watch(found) }
        guard let identity, identity.isRunning else {
            throw HostFailure(operation: "reload HAProxy", reason: "it does not run")
        }
        let (_, states) = try control.observe(certificates: [])
        tellOfOutlived(by: readText(control.settings.file) ?? "")
        if let words = try control.reload(
            identity, servers: states, wanted: machine.inForce?.proxies)
        {
            throw HostFailure(operation: "reload HAProxy", reason: words)
        }
        report(.reloaded(because: ["it was asked for"]))
        lookAgain()
    }

    /// Sends what only the values of servers ask for before anything is looked at: to look at ten
    /// thousand servers, and to check and write their file, takes longer than to change one.
    ///
    /// What is looked at then says whether that was enough.
    private func anticipate(_ wanted: WantedProxies) {
        defer { sent = [] }
        guard let inForce = machine.inForce?.proxies,
            let commands = wanted.commands(from: inForce), commands != sent, isHarmless(commands)
        else { return }
        run(commands)
    }

    /// Sends commands ahead of their configuration.
    ///
    /// Until it arrives, no look compares the values of servers with the older configuration.
    public func send(_ commands: [RuntimeCommand]) {
        guard identity?.isRunning == true, machine.inForce != nil, isHarmless(commands) else {
            return
        }
        machine.anticipate()
        run(commands)
    }

    /// Whether commands may be sent before a look: no handover is under way, and none can begin
    /// with them.
    private func isHarmless(_ commands: [RuntimeCommand]) -> Bool {
        guard !commands.isEmpty, held.isEmpty, refusals.isEmpty else { return false }
        return !commands.contains(where: \.isReduction) || !commands.contains(where: \.isGrowth)
    }

    private func run(_ commands: [RuntimeCommand]) {
        guard identity?.isRunning == true else { return }
        do throws(CommandFailure) {
            try control.run(commands)
            sent = commands
            report(.changed(commands.map(\.description), isDrift: false))
        } catch {
            // The look finds what is missing, and knows what to do about it.
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
