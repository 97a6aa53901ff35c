import CGNU
import Dispatch
import Glibc
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
            var wanted = withoutKnownRefusals(configuration)
            while true {
                let feasible = try feasible(wanted, isRunning: false)
                // An interrupted handover continues: the file has the servers that stay.
                let handover = ProxyHandover(
                    restarting: readText(control.settings.file), to: feasible)
                note(handover.held)
                if let words = try control.put(handover.configuration) {
                    if let rest = withoutRefused(words, of: handover.configuration, configuration) {
                        wanted = rest
                        continue
                    }
                    result = refused(words)
                    break
                }
                noteTaken(wanted, of: configuration)
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
        if case .refused(let words) = result, identity == nil { result = .failed(words) }
        return result
    }

    /// Restarts the last configuration after a change that ended the master.
    func startOver(
        _ configuration: WorkerConfiguration, after failure: HostFailure
    ) -> WorkerMachine.Result {
        if let identity { noteEnd(of: identity) }
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
        lastFailure = nil
        silence = nil
        report(.started(pid: started.pid))
        endFormerMasters(except: started)
    }

    func endFormerMasters(except current: MasterIdentity?) {
        for pid in control.endFormerMasters(except: current) {
            report(.left(pid: pid))
            if !former.contains(pid) { former.append(pid) }
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
            if lastFailure != "\(error)" { report(.lastFails("\(error)")) }
            lastFailure = "\(error)"
        }
    }

    /// Abandons an unreachable master: it exits after its last connection, once another one serves.
    func leave() {
        exit?.cancel()
        exit = nil
        identity = nil
    }

    // MARK: - Its end

    /// Watches the master: its descriptor is readable after its exit, even if it is not our child.
    ///
    /// **Source:** `pidfd_open(2)`.
    func watch(_ identity: MasterIdentity) {
        exit?.cancel()
        self.identity = identity
        logMark = fileSize(control.settings.log)
        let descriptor = pidfd_open(identity.pid, 0)
        guard descriptor >= 0 else { return ended(identity) }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { [weak self] in
            source.cancel()
            Task { await self?.ended(identity) }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        exit = source
    }

    private func ended(_ ended: MasterIdentity) {
        guard identity == ended else { return }
        noteEnd(of: ended)
        startAgain()
    }

    /// Records the end of a master, and reports it.
    func noteEnd(of ended: MasterIdentity) {
        exit?.cancel()
        exit = nil
        // The master is our child unless it was adopted.
        _ = ChildProcess.end(of: ended.pid)
        identity = nil
        silence = nil
        report(.ended(pid: ended.pid, words: control.lastWords(from: logMark)))
    }
}
