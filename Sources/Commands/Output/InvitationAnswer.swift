import Files
import Model
import Planning
import Replication

/// A token for another node as programs read it: `ballast peer init --json`.
struct InvitationAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    let node: String
    let identity: String
    let fingerprint: String
    let isNew: Bool
    let token: String
    /// Milliseconds since 1970.
    let expires: Int64
    /// The command for the other node.
    let command: String

    /// - Parameter spec: the document, which has the address of the node; nil: none.
    init(_ invitation: PeerInvitation, spec: Spec?) {
        node = invitation.node
        identity = invitation.identity
        fingerprint = "\(invitation.fingerprint)"
        isNew = invitation.isNew
        token = invitation.token
        expires = invitation.expires * 1000
        let this = spec?.node(named: invitation.node, hostName: invitation.node)
        let port = spec?.cluster?.replication?.port ?? ReplicationSettings.usualPort
        var words = ["ballast peer join", this?.address.map { "\($0)" } ?? invitation.node]
        if port != ReplicationSettings.usualPort { words.append("--port \(port)") }
        command = (words + ["--token \(invitation.token)"]).joined(separator: " ")
    }

    /// Prints the answer.
    func print(json: Bool) throws {
        try View(self, lines: { lines }).print(json: json)
    }

    private var lines: [String] {
        [
            "identity of \(node): \(identity)" + (isNew ? ", made now" : ""),
            "fingerprint: \(fingerprint)",
            "",
            "On the other node, once, until \(timestamp(expires)):",
            "",
            "    \(command)",
        ]
    }

    /// The form of `ballast peer init --json`.
    static let shape = RecordShape(
        "invitation", "The output of ballast peer init and invite with --json.",
        [
            .version(1),
            .required("node", .text, "The name of this node."),
            .required("identity", .text, "The file of its key and certificate."),
            .required(
                "fingerprint", .matching("^[0-9a-f]{64}$"), "SHA-256 of its certificate."),
            .required("isNew", .flag, "Whether the identity was made by this command."),
            .required("token", .text, "The one-time token."),
            .required(
                "expires", .integer, "The end of its validity, in milliseconds since 1970."),
            .required("command", .text, "The command to run on the other node."),
        ])
}
