import Files
import Model

extension HAProxyMaster {
    /// Starts HAProxy with a configuration; after any failure with the last one that served, so
    /// that clients are served until a retry succeeds.
    func start(_ configuration: WorkerConfiguration) -> WorkerMachine.Result {
        control.endOrphans()
        var result: WorkerMachine.Result
        var tried: String?
        do throws(HostFailure) {
            try restoreCopy()
            var wanted = refusals.begin(configuration, isLooking: machine.isLooking)
            while true {
                let feasible = try feasible(wanted, isRunning: false)
                // An interrupted handover continues: the file has the servers that stay.
                let handover = ProxyHandover(
                    restarting: readText(control.settings.file), to: feasible)
                note(handover.held)
                if let words = try control.put(handover.configuration) {
                    if let rest = rest(
                        of: configuration, withoutThoseIn: words, about: handover.configuration)
                    {
                        wanted = rest
                        continue
                    }
                    result = refused(words)
                    break
                }
                report(refusals.accept(wanted, of: configuration))
                tried = handover.configuration.text
                try startFile(handover)
                let step = ProxyStep.start(handover.desired, parts: [])
                applied = [
                    step.described(
                        from: nil, to: handover.configuration, in: control.settings.folder)
                ]
                control.settle()
                control.tidy(except: feasible.files)
                return .done(reloaded: true)
            }
        } catch {
            result = failed("\(error)")
        }
        control.putBack()
        startLast(butNot: tried)
        // If nothing serves, even a refusal is retried, which starts the last configuration.
        if case .refused(let words) = result, process.identity == nil { result = .failed(words) }
        return result
    }

    /// Restarts the last configuration after a change that ended the master.
    func startOver(
        _ configuration: WorkerConfiguration, after failure: HostFailure
    ) -> WorkerMachine.Result {
        if let identity = process.identity { noteEnd(of: identity) }
        // The end was already reported; only its cause is new.
        let result =
            machine.isLooking ? WorkerMachine.Result.failed("\(failure)") : failed("\(failure)")
        control.endOrphans()
        startLast()
        return result
    }

    /// Starts HAProxy; an unreachable master serves until the new one does.
    private func startFile(_ handover: ProxyHandover? = nil) throws(HostFailure) {
        // In this case two processes can't listen side by side.
        if control.sharesNoPort { endFormerMasters(except: nil) }
        let started = try control.start(
            handover?.configuration.proxies, unproven: handover?.unproven ?? [])
        watch(started)
        failures.started()
        report(.started(pid: started.pid))
        endFormerMasters(except: started)
    }

    func endFormerMasters(except current: MasterIdentity?) {
        for pid in control.endFormerMasters(except: current) {
            report(.left(pid: pid))
            process.add(former: pid)
        }
    }

    /// Restores missing files of the last configuration that served.
    private func restoreCopy() throws(HostFailure) {
        guard let copies = control.settings.copies else { return }
        try KeptConfiguration(folder: copies, settings: control.settings).restore()
    }

    /// Starts the last configuration that served; its copy, if the folder was lost.
    ///
    /// - Parameter tried: the configuration that has just failed.
    func startLast(butNot tried: String? = nil) {
        do throws(HostFailure) {
            try control.makeFolder()
            // Files that can't be restored may not be needed.
            try? restoreCopy()
            guard let text = readText(control.settings.file), text != tried else { return }
            try startFile()
        } catch {
            report(failures.lastFailed("\(error)"))
        }
    }

    // MARK: - Its end

    /// Watches a master until it exits.
    func watch(_ identity: MasterIdentity) {
        let offset = fileSize(control.settings.log)
        let isWatched = process.watch(identity, logEnd: offset) { [weak self] in
            Task { await self?.ended(identity) }
        }
        if !isWatched { ended(identity) }
    }

    private func ended(_ ended: MasterIdentity) {
        guard process.identity == ended else { return }
        noteEnd(of: ended)
        startAgain()
    }

    /// Records the end of a master, and reports it.
    func noteEnd(of ended: MasterIdentity) {
        // The master is our child unless it was adopted.
        _ = ChildProcess.end(of: ended.pid)
        process.forget()
        failures.ended()
        report(.ended(pid: ended.pid, words: control.lastWords(from: process.logEnd)))
    }
}
