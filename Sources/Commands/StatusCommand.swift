import ArgumentParser
import Glibc
import Model

/// `ballast status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show problems, then one line for each service and proxy.",
        discussion: """
            With names, shows the servers of these services and proxies. RATE counts new sessions \
            per second; the time beside a state is its duration. --watch shows it again every two \
            seconds until interrupted; "ballast top" has keys too.

            Exit status: 0 healthy; 3 degraded; 1 no controller answers, or a name is unknown.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: [.short, .long], help: "Show all servers, addresses, certificates and events.")
    var verbose = false

    @Flag(name: [.short, .long], help: "Show the present status until interrupted.")
    var watch = false

    @Argument(help: "Services and proxies to show with their servers.") var names: [String] = []

    func validate() throws {
        if watch, output.json {
            throw ValidationError("--watch is for people: ask for --json each time")
        }
    }

    func run() async throws {
        guard watch else { return try await show { $0 } }
        let isTerminal = isatty(STDOUT_FILENO) == 1
        while true {
            let begin = ContinuousClock.now
            do {
                try await show { isTerminal ? Self.screen(of: $0) : $0 + [""] }
            } catch let code as ExitCode {
                // A degraded site is watched, and a controller may return.
                guard code == ExitCode(3) || code == ExitCode(1) else { throw code }
            }
            try await Task.sleep(until: begin + Self.period)
        }
    }

    /// The time between two answers of `--watch`.
    private static let period = Duration.seconds(2)

    /// Returns the lines of the screen, as many as it has.
    private static func screen(of lines: [String]) -> [String] {
        let size = TerminalScreen.size
        let shown = lines.prefix(max(1, size.lines - 1)).map { $0 + "\u{1b}[K" }
        return ["\u{1b}[H" + (shown.first ?? "")] + shown.dropFirst().dropLast()
            + (shown.count > 1 ? [(shown.last ?? "") + "\u{1b}[J"] : ["\u{1b}[J"])
    }

    /// Shows the status once.
    ///
    /// - Parameter form: the lines as they are printed.
    private func show(_ form: @escaping ([String]) -> [String]) async throws {
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
        try View(names.isEmpty ? status : status.only(names), lines: { form(lines) })
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
