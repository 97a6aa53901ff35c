import ArgumentParser
import Controller
import Replication

/// `ballast peer init`.
struct InitPeer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the identity of this node unless it has one, and print a token.",
        discussion: """
            The identity is a key and a self-signed certificate in the file that the document \
            names, /etc/ballast/peer.pem by default. It never leaves the node. The token is valid \
            for 10 minutes and for one node. With a controller that runs, the command ends once \
            its port is open, which takes a second.

            Exit status: 0 printed; 1 failed, or this host is no node of the document.
            """)

    @OptionGroup var options: PeerOptions

    func run() throws {
        let place = options.place
        let invitation = try stopping {
            try place.requireNode(named: options.node)
            return try place.commands.initialize()
        }
        try InvitationAnswer(invitation, spec: place.spec).print(json: options.output.json)
        place.noteMissingSection()
        place.awaitPort()
    }
}
