import ArgumentParser
import Controller
import Failover
import Files
import HAProxy
import Model
import Proxies
import Reconciliation

/// `ballast factory-reset`.
struct FactoryResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "factory-reset",
        abstract: "Remove the services of Ballast from this host, the document included.",
        discussion: """
            It shows what it removes: the services, addresses and rules that the ledger has, \
            HAProxy with its connections, the document, and Ballast's files in the state and \
            runtime directories. Nothing is removed without --yes. Objects of other programs and \
            the files that the document names stay, as do the node's network and the settings of \
            the kernel, which it lists: net.ipv4.ip_forward among them. The controller must not \
            run. Back up first: ballast backup FILE.

            A file that can't be removed, because it is mounted or immutable, is found first. If \
            a step fails, the files stay, so that the command can be repeated.

            Exit status: 0 removed; 1 without --yes, or not everything could be removed.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Remove it.")
    var yes = false

    func run() async throws {
        guard !ElectionSite.mayRun(runtime: host.runtime) else {
            standardError("ballast: the election process runs, or was killed")
            standardError("hint: stop the controller: it ends the election; else start it first")
            throw ExitCode(1)
        }
        // The lock makes files of its own.
        let files = try stopping {
            try ResetFiles(
                document: PathName.absolute(document.file), state: host.state,
                runtime: host.runtime)
        }
        let lock = try stopping { try InstanceLock(runtime: host.runtime, state: host.state) }
        defer { lock.release() }
        let site = host.place.proxies(of: document.file)
        var target = try HostSession(host)
        let pass = try stopping { try target.lookToClear() }
        let left = try stopping { try target.remainder(of: spec, after: pass.plan) }
        let proxies = try await printing { try await ProxyPass(Spec(), at: site).plan() }
        let steps = (proxies.steps.map(Step.proxy) + pass.plan.steps).map { "\($0)" }
        guard yes else {
            try print(
                ResetAnswer(
                    steps: steps, files: files.paths, left: left, removed: false, failures: []))
            standardError("ballast: nothing was removed: repeat it with --yes")
            throw ExitCode(1)
        }
        let obstacles = files.obstacles
        guard obstacles.isEmpty else {
            for obstacle in obstacles { standardError("error: nothing was removed: \(obstacle)") }
            throw ExitCode(1)
        }
        let result = try stopping { try target.clear() }
        await HAProxyMaster(site.worker).stop()
        var failures = result.failures.map { "\($0)" }
        failures += result.outcomes.filter { !$0.succeeded }.map { "\($0.step)" }
        failures += (result.ledgerFailure.map { [$0] } ?? []).map(\.description)
        // The ledger is needed for the rest.
        if failures.isEmpty { failures = files.remove().map(\.description) }
        try print(
            ResetAnswer(
                steps: steps, files: files.paths, left: left, removed: failures.isEmpty,
                failures: failures))
        guard failures.isEmpty else {
            for failure in failures { standardError("error: still there: \(failure)") }
            throw ExitCode(1)
        }
    }

    /// The document in force; nil: there is none, or this version rejects it.
    private var spec: Spec? {
        let path = PathName.absolute(document.file)
        let accepted = DirectChanges(state: host.state, document: path).earlier.map {
            DocumentReading(path: path, bytes: $0, allowsPrivileged: true)
        }
        let reading = accepted ?? DocumentReading(path: path, looksAtFiles: false)
        return reading.spec
    }

    private func print(_ answer: ResetAnswer) throws {
        let view = View(
            answer,
            lines: {
                (answer.steps + answer.files).map { "  " + $0.clean }
                    + (answer.left.isEmpty ? [] : ["it stays:"])
                    + answer.left.map { "  " + $0.clean }
                    + [answer.removed ? "removed" : "not removed"]
            })
        try view.print(json: output.json)
    }

    private func printing<Result>(_ work: () async throws -> Result) async throws -> Result {
        do { return try await work() } catch { throw printed(error) }
    }
}
