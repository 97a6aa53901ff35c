import ArgumentParser
import Controller
import Replication

/// `ballast peer revoke`.
struct RevokePeer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End the trust in a node, on all nodes.",
        discussion: """
            Its connections end within a second, and the other nodes revoke it too. The identity \
            stays revoked: to return, the node needs a new one and a token. The document and the \
            files that it has stay there; replace keys and passwords that it must not know. Its \
            edits count up to the last one that this node knows. A node that has taken a later one \
            returns to the last configuration that counts, and keeps its files with the ending \
            .conflict.

            Exit status: 0 revoked; 1 no such node, or it is this one.
            """)

    @OptionGroup var options: PeerOptions
    @Argument(help: "Name or fingerprint of the node.") var peer: String

    func run() throws {
        let place = options.place
        let record = try stopping { try place.commands.revoke(peer) }
        let edits = record.countedEdits.map { count in
            "its edits count up to number \(count), the last one that is known here"
        }
        let view = View(
            PeersAnswer([record], this: place.site.name),
            lines: {
                ["revoked \(record.name), \(record.fingerprint)"] + [edits].compactMap(\.self)
            })
        try view.print(json: options.output.json)
    }
}
