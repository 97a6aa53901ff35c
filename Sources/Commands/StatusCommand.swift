import ArgumentParser
import Model

/// `ballast status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show problems, then one line for each service and proxy.",
        discussion: """
            With names, shows the servers of these services and proxies. RATE counts new sessions \
            per second; the time beside a state is its duration.

            Exit status: 0 healthy; 3 degraded; 1 no controller answers, or a name is unknown.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: [.short, .long], help: "Show all servers, addresses, certificates and events.")
    var verbose = false

    @Argument(help: "Services and proxies to show with their servers.") var names: [String] = []

    func run() async throws {
        let client = StatusClient(socket: daemon.path)
        let status: Status
        let text: StatusText
        do {
            if names.isEmpty && !verbose && !output.json, let brief = try await client.brief() {
                status = brief.status
                text = StatusText(brief, Layout.output())
            } else {
                status = try await client.status()
                text = StatusText(status, Layout.output(), isVerbose: verbose)
            }
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        guard let lines = names.isEmpty ? text.lines : text.lines(of: names) else {
            standardError(
                "ballast: the controller at \(daemon.path) has no service or proxy of that name: "
                    + names.joined(separator: ", "))
            standardError("hint: \"ballast status\" shows the names that it knows")
            throw ExitCode(1)
        }
        try View(names.isEmpty ? status : status.only(names), lines: { lines })
            .print(json: output.json)
        let isWell = names.isEmpty ? status.health.healthy : text.isWell(names)
        if !isWell { throw ExitCode(3) }
    }
}

extension Status {
    /// Returns the status with only these services and proxies.
    fileprivate func only(_ names: [String]) -> Status {
        var status = self
        status.services = services.filter { names.contains($0.name ?? $0.key.description) }
        status.proxies = proxies.filter { names.contains($0.name) }
        return status
    }
}
