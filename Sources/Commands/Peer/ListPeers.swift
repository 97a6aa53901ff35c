import ArgumentParser
import Controller
import Replication

/// `ballast peer list`.
struct ListPeers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the nodes that are trusted, and those that were revoked.",
        discussion: """
            "ballast status" shows whether they have the same document.

            Exit status: 0 printed; 1 failed.
            """)

    @OptionGroup var options: PeerOptions

    func run() throws {
        let place = options.place
        let records = try stopping { try place.commands.list() }
        let answer = PeersAnswer(records, this: place.site.name)
        if options.output.json {
            try printJSON(answer)
        } else {
            write(answer.lines(Layout.output()).joined(separator: "\n") + "\n", to: 1)
        }
    }
}
