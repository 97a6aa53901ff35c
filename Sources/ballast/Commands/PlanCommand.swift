import ArgumentParser
import HAProxy
import Model
import Reconciliation

/// `ballast plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the exact steps from what the host holds to what the document says.",
        discussion: "Exit status: 0; 1 on an error; with --exit-code, 2 when there are steps.")

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Exit with 2 when there are steps.")
    var exitCode = false

    func run() async throws {
        let plan = try await Self.show(document, host, output)
        if exitCode && !plan.isEmpty { throw ExitCode(2) }
    }

    /// Prints the plan; `apply --dry-run` does the same.
    static func show(
        _ document: DocumentOptions, _ host: HostOptions, _ output: OutputOptions
    ) async throws -> Plan {
        var reading = DocumentReading(document)
        let spec = try reading.requireSpec(json: output.json)
        let known = await host.signals()
        let listening = ProxySite(host, document: document.file).worker.listeners
        var site = try Site(host, known, listening: listening)
        var plan = try stopping { try site.look(for: spec).plan }
        // These proxies stay until the services in their places have a proven server.
        let places = plan.handovers.filter { $0.proxy != nil }.compactMap(\.service.endpoint)
        let proxies = ProxyPass(
            spec, host, document: document.file, verdicts: known.verdicts, places: Set(places))
        do {
            let changes = try await proxies.plan()
            if known.verdicts != nil, !plan.departures(to: spec).isEmpty {
                // The controller waits for the proxies in the places of these services.
                site.provenProxies = spec.endpoints(without: changes.unproven)
                plan = try stopping { try site.look(for: spec).plan }
            }
            proxies.complete(&plan, with: changes)
            let refusals =
                changes.steps.isEmpty ? [] : await proxies.refusals(in: document.file)
            if !refusals.isEmpty {
                reading.add(refusals)
                reading.printDiagnostics { $0.code == .proxyRefused || $0.code == .proxyLacks }
                plan.steps.removeAll { $0.domain == .proxy }
                plan.proxyOutages = []
                plan.notes.append(
                    "HAProxy refuses the proxies of this document: they stay as they are")
            }
        } catch {
            // What the kernel's part says is worth showing all the same.
            plan.notes.append("\(error)")
        }
        if output.json {
            try printJSON(PlanAnswer(plan))
        } else {
            PlanText(plan).print()
        }
        return plan
    }
}
