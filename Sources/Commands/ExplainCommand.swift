import ArgumentParser
import Controller
import Model

/// `ballast explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain the state of an object: traffic, weight, changes, checks.",
        discussion: """
            NAME is a service, proxy, SSL service, certificate, node or failover group ("all" \
            without groups in the document). NAME/NAME is a server, or a route of a proxy. An \
            address shows all of its uses in the document.

            Exit status: 0 shown; 1 no controller answers, or the name is unknown.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "NAME, NAME/NAME, ADDRESS or ADDRESS:PORT") var subject: ExplainedSubject

    func run() async throws {
        let explained: Explained
        do {
            explained = try await StatusClient(socket: daemon.path).get(subject.path)
        } catch is AbsentAnswer {
            standardError(
                "ballast: the controller at \(daemon.path) knows no \(subject.description)")
            standardError(
                "hint: \"ballast status\" shows the names that it knows, and \"ballast history\""
                    + " the edits that have left")
            throw ExitCode(1)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        let text = ExplainedText(subject.description, explained, Layout.output())
        try View(explained, lines: { text.lines }).print(json: output.json)
    }
}

extension ExplainedSubject: ExpressibleByArgument {}
