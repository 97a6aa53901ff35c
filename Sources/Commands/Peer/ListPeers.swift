import ArgumentParser
import Controller
import Model
import Replication

/// `ballast peer list`.
struct ListPeers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the nodes that are trusted, and those that were revoked or forgotten.",
        discussion: """
            While the controller runs, the list shows the state of each node too: its last \
            message, its generation, the reason of a refusal, and revocations of which it has not \
            heard.

            Exit status: 0 printed; 1 failed.
            """)

    @OptionGroup var options: PeerOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let place = options.place
        let records = try stopping { try place.commands.list() }
        var known: ReplicationStatus?
        do {
            known = try await StatusClient(socket: daemon.path).replication()
        } catch {
            standardError(
                "note: the states of the nodes are not shown: \(DaemonSilence(daemon.path, error))")
        }
        let answer = PeersAnswer(records, this: place.site.name, known: known)
        try View(answer, lines: { answer.lines(Layout.output()) })
            .print(json: options.output.json)
    }
}
