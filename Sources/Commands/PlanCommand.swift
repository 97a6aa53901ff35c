import ArgumentParser
import Controller
import Files
import HAProxy
import Model
import Planning
import Proxies
import Reconciliation

/// `ballast plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the changes that apply would make.",
        discussion: """
            --host FILE plans for another host, whose services, addresses, settings, sync daemons \
            and ledger are in the file; "ballast observe --json" writes it there. This needs \
            neither root nor IPVS, and does not use --state, --runtime or --socket. The plan has \
            no changes to HAProxy, because the file has no HAProxy configuration.

            If one kind of objects can't be read, such as IPVS services, the plan has the others.

            Exit status: 0 planned; 1 an error, or a part of the host can't be read; with \
            --exit-code, 2 there are steps.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: .customLong("host"),
        help: ArgumentHelp(
            "Plan for the host that is recorded in this file; - is standard input.",
            valueName: "file"))
    var record: String?

    @Flag(help: "Exit with 2 when there are steps.")
    var exitCode = false

    func validate() throws {
        guard record == "-", document.file == "-" else { return }
        throw ValidationError("standard input is either the document or the host, not both")
    }

    func run() async throws {
        let plan =
            if let record {
                try Self.show(document, host, output, of: HostRecordFile(path: record))
            } else {
                try await Self.show(document, host, output)
            }
        if exitCode && !plan.isEmpty { throw ExitCode(2) }
    }

    /// Prints the plan for a recorded host.
    private static func show(
        _ document: DocumentOptions, _ host: HostOptions, _ output: OutputOptions,
        of file: HostRecordFile
    ) throws -> Plan {
        var reading = DocumentReading(document)
        // A mistake in the document is reported before one in the record.
        if reading.spec == nil { _ = try reading.requireSpec(json: output.json) }
        let record = try stopping { try file.read() }
        let identity = NodeIdentity(name: host.node, hostName: record.host)
        reading.add(reading.spec.flatMap(identity.diagnostic).map { [$0] } ?? [])
        let spec = try reading.requireSpec(json: output.json)
        if let failure = record.ledgerFailure { standardError("ballast: \(failure)") }
        var target = HostSession(record, host)
        var plan: Plan
        do {
            let pass = try target.look(for: spec)
            if let part = pass.observed.failedParts.first { throw part.failure }
            plan = pass.plan
        } catch {
            // Not this host's failure.
            standardError("ballast: the record of \(record.host) is not complete: \(error)")
            standardError("hint: record that host again once this is mended there")
            throw ExitCode(1)
        }
        let unknown = record.unknownDomains.filter { $0 != .firewall || spec.usesFirewall }
            .map(\.rawValue).joined(separator: ", ")
        if !unknown.isEmpty {
            plan.notes.append("not planned, because \(file.path) has none of it: \(unknown)")
        }
        if spec.node(named: host.node, hostName: record.host)?.network != nil {
            plan.notes.append("the node's network is not planned: \(file.path) has none of it")
        }
        if spec.needsHAProxy {
            plan.notes.append("changes to HAProxy are not planned: \(file.path) has none of it")
        }
        try show(plan, output)
        return plan
    }

    private static func show(
        _ plan: Plan, _ output: OutputOptions, failures: [FailedPart] = []
    ) throws {
        let view = View(
            PlanAnswer(plan, failures: failures),
            printing: {
                FailedPartsText(failures).print()
                PlanText(plan, isWhole: failures.isEmpty).print()
            })
        try view.print(json: output.json)
        if !failures.isEmpty { throw ExitCode(1) }
    }

    /// Prints the plan; `apply --dry-run` does the same.
    ///
    /// **Errors:** exit status 1 after a plan for the readable domains, if one can't be read.
    static func show(
        _ document: DocumentOptions, _ host: HostOptions, _ output: OutputOptions
    ) async throws -> Plan {
        try await show(
            DocumentReading(document, identity: host.identity, state: host.state), host, output)
    }

    /// Prints the plan for a document.
    ///
    /// **Errors:** as for a document on the command line.
    static func show(
        _ document: DocumentReading, _ host: HostOptions, _ output: OutputOptions
    ) async throws -> Plan {
        var reading = document
        let spec = try reading.requireSpec(json: output.json).withSecrets(in: document.path)
        reading.consultIPTables()
        reading.printDiagnostics { $0.code == .refusedRule }
        let known = await host.daemon.knowledge()
        let place = host.place.proxies(of: document.path, identity: host.identity)
        let listening = place.worker.listeners
        var target = try HostSession(host, known, listening: listening)
        let pass = try stopping { try target.look(for: spec) }
        var plan = pass.plan
        var failures = pass.observed.failedParts
        if let wait = WindowNote(host).pending(reading, at: PathName.absolute(reading.path)) {
            plan.notes.append(
                "\(wait.words); \"ballast apply --now\" does not wait "
                    + "[\(DiagnosticCode.closedWindow.rawValue)]")
        }
        if let note = CanaryNote.running(host.state, PathName.absolute(reading.path)) {
            plan.notes.append(note)
        }
        // These proxies stay until the services in their places have a proven server.
        let places = plan.handovers.filter { $0.proxy != nil }.compactMap(\.service.endpoint)
        let proxies = ProxyPass(
            spec, at: place, verdicts: known.verdicts, places: Set(places))
        if reading.diagnostics.contains(where: { $0.code == .refusedRule }) {
            plan.steps.removeAll { $0.domain == .firewall }
            plan.notes.append(
                "iptables refuses rules of this document: the firewall stays as it is")
        }
        do {
            let changes = try await proxies.plan()
            if known.verdicts != nil, !plan.departures(to: spec).isEmpty {
                // The controller waits for the proxies in the places of these services.
                target.provenProxies = spec.endpoints(without: changes.unproven)
                plan = try stopping { try target.look(for: spec).plan }
            }
            proxies.complete(&plan, with: changes)
            let refusals =
                changes.steps.isEmpty ? [] : await proxies.refusals(in: document.path)
            if !refusals.isEmpty {
                reading.add(refusals)
                reading.printDiagnostics { $0.code == .proxyRefused || $0.code == .proxyLacks }
                plan.steps.removeAll { $0.domain == .proxy }
                plan.proxyOutages = []
                plan.notes.append(
                    "HAProxy refuses the proxies of this document: they stay as they are")
            }
        } catch let failure as HostFailure where HAProxyProgram() != nil {
            failures.append(FailedPart(ofHAProxy: failure))
        } catch {
            // The kernel's part of the plan is useful without HAProxy.
            plan.notes.append("\(error)")
        }
        try show(plan, output, failures: failures)
        return plan
    }
}
