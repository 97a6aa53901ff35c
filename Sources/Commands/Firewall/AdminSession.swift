import Addresses
import Files
import Model
import Planning

/// The SSH session in which a command runs.
struct AdminSession {
    /// Where the administrator is.
    let client: Endpoint
    /// Where the SSH server accepted the session.
    let server: Endpoint

    /// Reads `SSH_CONNECTION`.
    ///
    /// **Errors:** nil for any other text, or none.
    init?(_ text: String?) {
        guard let path = text.flatMap({ AdminPath($0) }) else { return nil }
        (client, server) = (path.client, path.server)
    }

    /// The addresses of both ends.
    var connection: AdminConnection {
        AdminConnection(client: client.address, server: server.address)
    }

    /// The session of this process; nil: none is known.
    static var current: AdminSession? {
        let session = LoginSession.current
        // Its connection may be one that has ended.
        if case .multiplexer = session.origin { return nil }
        return AdminSession(session.connection)
    }

    /// The session of this process, in tmux perhaps an earlier one; nil: none is known.
    static var latest: AdminSession? { AdminSession(LoginSession.current.connection) }

    /// Returns the reason that the same administrator could not begin another session under the
    /// rules of a document; nil: the rules admit it.
    func obstacle(in spec: Spec) -> String? {
        guard spec.firewall != nil else { return nil }
        let tables = FirewallTables(spec.firewallRules(client.address.family))
        let packet = FirewallPacket(from: client, to: server)
        let passage = FirewallPassage(packet, through: tables) { _ in true }
        // The interface of arrival is unknown, so a translation of the whole address counts.
        let translation = spec.firewall?.oneToOne.first { $0.external == server.address }
        if let taker = translation.map({ Endpoint($0.internal, port: server.port) })
            ?? (passage.packet.destination == server ? nil : passage.packet.destination)
        {
            return "firewall.nat gives port \(server.port) of \(server.address), where this session"
                + " is, to \(taker): forward another port or address, or apply with"
                + " --allow-lockout"
        }
        guard passage.verdict == .dropped || passage.verdict == .rejected else { return nil }
        return "the lock-down admits no SSH session from \(client.address) to port \(server.port),"
            + " as this one is: add the address to firewall.lockdown.admin and the port to ports,"
            + " or apply with --allow-lockout"
    }
}
