import ArgumentParser
import Controller
import Replication

/// `ballast peer invite`.
struct InvitePeer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Print a token for another node.",
        discussion: """
            The token is valid for 10 minutes and for one node. Whoever has it can join, so copy \
            it over a channel that you trust, such as SSH.

            Exit status: 0 printed; 1 this node has no identity yet, or failed.
            """)

    @OptionGroup var options: PeerOptions

    func run() throws {
        let place = options.place
        let invitation = try stopping {
            try place.requireNode(named: options.node)
            return try place.commands.invite()
        }
        try InvitationAnswer(invitation, spec: place.spec).print(json: options.output.json)
        place.noteMissingSection()
    }
}
