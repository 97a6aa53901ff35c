import ArgumentParser
import Controller
import Model
import Replication

/// `ballast peer diff`.
struct DiffPeer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show the differences between this node and another one.",
        discussion: """
            It compares the configuration in force here with the last one that the other node has \
            sent: files with their sizes and the first digits of their SHA-256, and the lines of \
            the document, which is fetched if it is not here. Lines with - are those of this node.

            Exit status: 0 shown; 1 the node or its configuration is not known, or no controller \
            answers; 2 with --exit-code, if they differ.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Name of the other node.") var peer: String

    @Flag(help: "Exit with 2 if the configurations differ.")
    var exitCode = false

    func run() async throws {
        let difference: PeerDifference
        do {
            difference = try await StatusClient(socket: daemon.path)
                .get(PeerRequest(.difference, from: peer).path)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        let answer = DifferenceAnswer(difference)
        let failure = difference.failure
        try View(answer, lines: { failure == nil ? answer.lines(Layout.output()) : [] })
            .print(json: output.json)
        if let failure {
            standardError("ballast: \(failure)")
            throw ExitCode(1)
        }
        if exitCode, !difference.files.isEmpty { throw ExitCode(2) }
    }
}
