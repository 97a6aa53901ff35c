import ArgumentParser
import Controller
import Model
import Replication

/// `ballast peer sync`.
struct SyncPeers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Give all nodes the document and the files of one of them.",
        discussion: """
            It resolves a conflict: the configurations of the other nodes are replaced, and files \
            with other edits are kept there with the ending .conflict. It also restores files of \
            this node that are missing or were not accepted. Run it on any node.

            Exit status: 0 done; 1 nothing is changed: the node does not answer, its document is \
            refused here or is not in force there, or no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Node with the right configuration.", valueName: "node"))
    var from: String

    /// The time limit, which suffices for the largest generation over a slow link.
    private static let patience = Duration.seconds(600)

    func run() async throws {
        let answer: SyncAnswer
        do {
            answer = try await StatusClient(socket: daemon.path)
                .post(PeerRequest(.sync, from: from).path, within: Self.patience)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        try View(SyncReport(answer), lines: { answer.isDone ? [answer.message] : [] })
            .print(json: output.json)
        guard answer.isDone else {
            standardError("ballast: \(answer.message)")
            throw ExitCode(1)
        }
    }
}
