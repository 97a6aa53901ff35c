import ArgumentParser
import Model
import Reconciliation

/// `ballast apply`.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the host what the document says, once, and show the result of each step.",
        discussion: """
            Servers that leave are drained: they get no new connections, and are removed by a \
            later apply or by "ballast run" once their connections have ended.

            Exit status: 0 when the host is what the document says, but for servers that drain; 1 \
            when a step failed, an address has to wait, or the ledger can't be read or written.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Only show the plan.")
    var dryRun = false

    /// The answer in JSON.
    private struct Answer: Encodable {
        let converged: Bool
        let outcomes: [Outcome]
        let proxies: [ProxyStep]
        let proxyFailure: HostFailure?
        let draining: [DrainingDestination]
        let missing: [InterfaceAddress]
        let foreign: [ForeignObject]
        let notes: [String]
        let ledgerFailure: HostFailure?
    }

    func run() async throws {
        if dryRun {
            _ = try await PlanCommand.show(document, host, output)
            return
        }
        let spec = try DocumentReading(document).requireSpec()
        let lock = try stopping {
            try InstanceLock(runtime: host.runtime, state: host.state)
        }
        defer { lock.release() }
        // An address comes after what it serves.
        let (proxies, proxyFailure) = await applyProxies(of: spec)
        var site = try Site(host)
        let result = try stopping { try site.converge(to: spec) }
        let plan = result.plan
        let isComplete = result.isComplete && proxyFailure == nil
        if output.json {
            try printJSON(
                Answer(
                    converged: isComplete, outcomes: result.outcomes,
                    proxies: proxies, proxyFailure: proxyFailure, draining: plan.draining,
                    missing: result.missing, foreign: plan.foreign,
                    notes: plan.notes, ledgerFailure: result.ledgerFailure))
        } else {
            if let proxyFailure { standardError("error: \(proxyFailure)") }
            OutcomeText(result.outcomes, proxies: proxies, isComplete: isComplete).print()
            PlanText(plan).printWaiting()
            for address in result.missing { standardError("error: \(address) is not there") }
        }
        if !isComplete { throw ExitCode(1) }
    }

    private func applyProxies(of spec: Spec) async -> ([ProxyStep], HostFailure?) {
        do {
            return (try await ProxyPass(spec, host, document: document.file).apply(), nil)
        } catch {
            let failure =
                error as? HostFailure
                ?? HostFailure(operation: "serve the proxies", reason: "\(error)")
            return ([], failure)
        }
    }
}
