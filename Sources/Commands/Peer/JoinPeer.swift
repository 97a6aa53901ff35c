import ArgumentParser
import Certificates
import Controller
import Files
import Glibc
import Model
import Proxies
import Replication

/// `ballast peer join`.
struct JoinPeer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Join a node, and get its document and files from then on.",
        discussion: """
            Asks for the token that "ballast peer init" or "ballast peer invite" has printed on \
            the other node, unless --token or --token-file gives it. The controller there must \
            run, with cluster.replication in its document. A document of this node is kept beside \
            the one that replaces it, with the ending .before-join.

            Exit status: 0 joined; 1 the node refuses or does not answer, or the token is none.
            """)

    @OptionGroup var options: PeerOptions
    @Argument(help: "Name or address of the other node.") var host: String

    @Option(help: "TCP port of the other node. Default: that of the document, or 8787.")
    var port: UInt16?

    @Option(help: "The token. Other users of this machine can see it while the command runs.")
    var token: String?

    @Option(
        help: "File whose first line is the token. Default: ask on the terminal.",
        completion: .file())
    var tokenFile: String?

    func validate() throws {
        guard token == nil || tokenFile == nil else {
            throw ValidationError("--token and --token-file exclude each other")
        }
    }

    func run() async throws {
        let place = options.place
        let token = try stopping { try readToken() }
        let peers: [PeerRecord]
        let usual = port ?? place.settings.port
        let address = PeerAddress(host, usual: usual)
        do throws(HostFailure) {
            try address?.requireResolved()
            peers = try await place.commands.join(host, port: port, token: token)
        } catch {
            throw printed(error.advised(joiningAt: address?.port ?? usual))
        }
        let name = place.site.name
        let others = peers.map(\.name).filter { $0 != name }.joined(separator: ", ")
        let view = View(
            PeersAnswer(peers, this: name),
            lines: {
                [
                    "joined; trusted nodes: \(others)",
                    "next: \"systemctl enable --now ballast\", unless the controller runs already",
                    "      \"ballast status\" shows when the document is here",
                ]
            })
        try view.print(json: options.output.json)
    }

    private func readToken() throws -> JoinToken {
        var text = token
        if text == nil {
            let secret =
                try tokenFile.map { try readSecret($0).firstLine }
                ?? askedSecret("Token of \(host): ")
            text = secret?.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        guard let text else {
            throw HostFailure(
                operation: "join \(host)", reason: "there is no token",
                remedy: "give it with --token or --token-file")
        }
        guard let token = JoinToken(text) else {
            throw HostFailure(
                operation: "join \(host)", reason: "the text is no token",
                remedy: "copy the whole token that \"ballast peer init\" has printed")
        }
        return token
    }
}
