import ArgumentParser
import Model
import Reconciliation

/// `ballast apply`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the host what the document says, once, and show what became of each step.",
        discussion: """
            Servers that leave are drained: they get no new connections, and are removed by a later
            apply or by "ballast run" once their connections have ended.
            Exit status: 0 when every step succeeded, 1 when not.
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
        let draining: [DrainingDestination]
    }

    func run() throws {
        if dryRun {
            _ = try PlanCommand.show(document, host, output)
            return
        }
        let spec = try DocumentReading(path: document.file).requireSpec()
        let lock = try stopping { try InstanceLock(directory: host.runtime) }
        defer { lock.release() }
        var site = try Site(host)
        let (outcomes, plan) = try stopping { try site.converge(to: spec) }
        let converged = outcomes.allSatisfy(\.succeeded)
        if output.json {
            try printJSON(
                Answer(converged: converged, outcomes: outcomes, draining: plan.draining))
        } else {
            OutcomeText(outcomes).print()
            PlanText(plan).printWaiting()
        }
        if !converged { throw ExitCode(1) }
    }
}
