import Addresses

/// What `show servers state` says, in version 1 of its format.
///
/// **Source:** HAProxy's management manual, 9.3, "show servers state".
public struct ServerStates: Sendable, Hashable {
    /// A server as the worker has it.
    public struct Server: Sendable, Hashable {
        /// The backend's name.
        public let backend: String
        /// The server's name.
        public let name: String
        /// Where it is; nil while a name is not resolved, and for a unix socket.
        public let endpoint: Endpoint?
        /// Its weight now, 0...256.
        public let weight: Int
        /// True when it works, as far as HAProxy knows.
        public let isUp: Bool
        /// What the operator wants of it.
        public let state: WantedServer.State
        /// Whether its agent is asked; nil: this version does not say.
        public let isAsked: Bool?
        /// The words of its line, in the order of ``columns``.
        public let words: [String]
    }

    /// The names of the columns.
    public let columns: [String]
    /// In the order of the reply.
    public let servers: [Server]

    /// Bits of `srv_admin_state`: maintenance, and drain, asked for by socket or file.
    ///
    /// A server that is loaded as `disabled` has the first one too; that it was loaded so
    /// (``configured``) it keeps whatever it is told later.
    private static let maintenance = 0x01
    static let configured = 0x04
    private static let drain = 0x08
    /// The bit of `srv_agent_state` for an agent that is asked: `CHK_ST_ENABLED`.
    private static let enabled = 0x04

    /// Reads the reply.
    ///
    /// A line with too few words, or with a number that isn't one, is left out.
    ///
    /// **Errors:** nil when the version isn't 1 or the columns are not named.
    public init?(_ text: String) {
        let lines = RuntimeText.lines(text)
        guard lines.count >= 2, lines[0] == "1", lines[1].hasPrefix("# ") else { return nil }
        let columns = RuntimeText.words(lines[1].dropFirst(2)).map(String.init)
        var index: [String: Int] = [:]
        for (position, column) in columns.enumerated() { index[column] = position }
        let needed = [
            "be_name", "srv_name", "srv_addr", "srv_port", "srv_uweight", "srv_op_state",
            "srv_admin_state",
        ].compactMap { index[$0] }
        guard needed.count == 7, index.count == columns.count else { return nil }
        self.columns = columns
        let agent = index["srv_agent_state"]
        servers = lines.dropFirst(2).compactMap { line in
            let words = RuntimeText.words(line).map(String.init)
            guard words.count >= columns.count, let weight = Int(words[needed[4]]),
                (0...256).contains(weight), let operation = Int(words[needed[5]]),
                let admin = Int(words[needed[6]])
            else { return nil }
            let address = IPAddress(words[needed[2]])
            let port = UInt16(words[needed[3]])
            return Server(
                backend: words[needed[0]], name: words[needed[1]],
                endpoint: address.flatMap { address in port.map { Endpoint(address, port: $0) } },
                weight: weight, isUp: operation != 0,
                state: admin & Self.maintenance != 0
                    ? .offline : admin & Self.drain != 0 ? .drain : .online,
                isAsked: agent.flatMap { Int(words[$0]) }.map { $0 & Self.enabled != 0 },
                words: words)
        }
    }
}
