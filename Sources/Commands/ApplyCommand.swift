import Addresses
import ArgumentParser
import Controller
import Failover
import HAProxy
import Model
import Proxies
import Reconciliation

/// `ballast apply`.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Apply the document to the host once, and show the result of each step.",
        discussion: """
            Servers that leave are drained: they get no new connections, and are removed by a \
            later apply or by "ballast run" once their connections have ended.

            A new address is announced to its neighbours once. If that frame is lost, a neighbour \
            sends to the old host until its entry expires. "ballast run" \
            announces again after 1 and 5 s; so does --repeat-announcements, which makes apply end \
            5 s later when there is a new address.

            If one kind of objects can't be read, such as IPVS services, the others are applied.

            With --confirm, the command waits for "ballast confirm" in another session, and undoes \
            the changes without it, also when the session of this command is cut. Beside a running \
            controller, --confirm, --allow-removal, --now and --canary hand the document to it: \
            another file is written over the controller's.

            Outside of the change windows of safety.windows, an edit is refused without --now; a \
            controller applies it when a window opens.

            With --canary, the controller puts one service of the edit in force first, and takes \
            the edit back by itself if the service fails; see "Canaries" in \
            docs/guide/changes.md. Give the edit in another file than the controller's, which \
            takes its own file whole as soon as it is saved. --wait ends when the canary has \
            passed, or was taken back.

            A plan with steps that may reset connections is refused without --allow-disruption, \
            and one that may cut the administrator's session without --confirm or \
            --allow-disruption, also beside a controller.

            Exit status: 0 the host is as the document wants, but for servers that drain; 1 a step \
            failed, an address must wait, a part of the host or the ledger can't be read or \
            written, or the edit was taken back during --wait.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Only show the plan.")
    var dryRun = false

    @Flag(
        help: "Announce new addresses again after 1 and 5 s, before the command ends.")
    var repeatAnnouncements = false

    @Flag(help: "Apply a lock-down that does not admit the SSH session of this command.")
    var allowLockout = false

    @OptionGroup var change: ChangeOptions

    func run() async throws {
        if dryRun {
            _ = try await PlanCommand.show(document, host, output)
            return
        }
        // A restore that was killed is completed before its document is read.
        _ = try stopping { try Restoration(state: host.state).rollForward() }
        var reading = DocumentReading(document, identity: host.identity, state: host.state)
        let spec = try reading.requireSpec(json: output.json)
        reading.consultIPTables()
        reading.printDiagnostics { $0.code == .refusedRule }
        if !allowLockout, let obstacle = AdminSession.latest?.obstacle(in: spec) {
            standardError("error: \(obstacle)")
            throw ExitCode(1)
        }
        if change.isForController,
            try await HandedDocument(reading, change, host, output).isHanded()
        {
            return
        }
        // A controller that runs would apply the edit when a window opens.
        try DirectChange(reading, spec, change, host).requireOpen()
        let lock = try stopping {
            try InstanceLock(runtime: host.runtime, state: host.state)
        }
        var isLocked = true
        defer { if isLocked { lock.release() } }
        let direct = DirectChange(reading, spec, change, host)
        try direct.requireSmall()
        try direct.requireOpen()
        // An address comes after what it serves.
        let listening = host.place.proxies(of: document.file).worker.listeners
        var target = try HostSession(host, listening: listening)
        try direct.requireHarmless(try stopping { try target.look(for: spec).plan })
        try stopping { try direct.begin() }
        // A proxy stays until the service in its place is made.
        let places = try stopping { try target.takenPlaces(for: spec) }
        var (applied, proxyFailure) = await applyProxies(of: spec, keeping: places)
        let result = try stopping { try target.converge(to: spec) }
        if !places.isEmpty, result.failures.isEmpty, result.outcomes.allSatisfy(\.succeeded) {
            let (more, failure) = await applyProxies(of: spec)
            applied += more
            proxyFailure = proxyFailure ?? failure
        }
        let outcomes =
            applied.map { Outcome(step: .proxy($0), result: .done) } + result.outcomes
        let plan = result.plan
        let isComplete = result.isComplete && proxyFailure == nil
        let historyFailures = direct.record(outcomes)
        for failure in historyFailures { standardError("warning: history: \(failure)") }
        let hints = [
            repeatAnnouncements ? nil : hint(on: result.announced), hint(onSilent: result.silent),
            electionHint(for: spec),
        ].compactMap(\.self)
        let answer = ApplyAnswer(
            converged: isComplete, outcomes: outcomes.map(OutcomeRecord.init),
            proxyFailure: proxyFailure, draining: plan.draining, missing: result.missing,
            failures: result.failures, foreign: plan.foreign,
            notes: plan.notes + result.firewallFaults + hints, ledgerFailure: result.ledgerFailure)
        let view = View(
            answer,
            printing: { [proxyFailure] in
                FailedPartsText(result.failures).print()
                if let proxyFailure { standardError("error: \(proxyFailure)") }
                OutcomeText(outcomes, isComplete: isComplete).print()
                PlanText(plan).printWaiting()
                for address in result.missing { standardError("error: \(address) is not there") }
                for fault in result.firewallFaults { standardError("warning: \(fault)") }
                for hint in hints { standardError("note: \(hint)") }
            })
        try view.print(json: output.json)
        try stopping { try direct.noteApplied(lacking: result.lacking) }
        if change.confirm != nil {
            try await direct.awaitConfirmation { earlier in
                _ = await applyProxies(of: earlier)
                let result = try target.converge(to: earlier)
                return result.isComplete
            }
        }
        if repeatAnnouncements, !result.announced.isEmpty {
            // A controller may start meanwhile: an address that it removes is not announced.
            lock.release()
            isLocked = false
            try await announceAgain(result.announced, on: &target)
        }
        if !isComplete { throw ExitCode(1) }
    }

    /// The note on addresses that were announced once; nil: no address is new.
    private func hint(on announced: [InterfaceAddress]) -> String? {
        guard !announced.isEmpty else { return nil }
        let names = announced.map { "\($0)" }.joined(separator: ", ")
        return "announced once: \(names); with --repeat-announcements apply announces again after "
            + "1 and 5 s, as ballast run does"
    }

    /// The note on addresses that no neighbour has heard of; nil: there are none.
    private func hint(onSilent addresses: Set<InterfaceAddress>) -> String? {
        guard !addresses.isEmpty else { return nil }
        let names = addresses.sorted().map { "\($0)" }.joined(separator: ", ")
        let interfaces = Set(addresses.map(\.interface)).sorted().joined(separator: ", ")
        return "not announced: \(names): no carrier on \(interfaces); \"ballast run\" announces"
            + " them once there is one"
    }

    /// The note on addresses that an election would move, if none runs; nil: the document wants
    /// none, or one runs.
    private func electionHint(for spec: Spec) -> String? {
        guard spec.cluster?.failover != nil, !spec.virtualAddresses.isEmpty, !host.noAddresses,
            !ElectionSite.mayRun(runtime: host.runtime)
        else { return nil }
        return "no election runs: this node has none of the virtual addresses until \"ballast run\""
    }

    private func announceAgain(
        _ addresses: [InterfaceAddress], on target: inout HostSession
    ) async throws {
        var passed: Int64 = 0
        for delay in Announcements.delays {
            try await Task.sleep(for: .milliseconds(delay - passed))
            passed = delay
            for outcome in try target.announce(addresses) {
                guard case .failed(let failure) = outcome.result else { continue }
                standardError("ballast: \(failure)")
            }
        }
    }

    private func applyProxies(
        of spec: Spec, keeping places: Set<Endpoint> = []
    ) async -> ([ProxyStep], HostFailure?) {
        do {
            let pass = ProxyPass(
                spec, at: host.place.proxies(of: document.file, identity: host.identity),
                places: places)
            let steps = try await pass.apply { complaint in
                standardError("warning: certificate \(complaint.certificate): \(complaint.text)")
            }
            return (steps, nil)
        } catch {
            let failure =
                error as? HostFailure
                ?? HostFailure(operation: "serve the proxies", reason: "\(error)")
            return ([], failure)
        }
    }
}
