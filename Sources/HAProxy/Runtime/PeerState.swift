import Model

/// A peer in the reply to `show peers`, as the current worker sees it.
///
/// **Source:** the management manual of HAProxy 2.6, section 9.3, "show peers"; `peers_dump_peer`
/// and `statuscode_str` in `src/peers.c`.
public struct PeerState: Sendable, Hashable {
    /// The name of the node.
    public let name: String
    /// Whether it is this node: the new worker of a reload.
    public let isLocal: Bool
    /// The state of the session.
    ///
    /// HAProxy reports `CONN` until TLS is established, and `HSHK` until the peer has answered. In
    /// TLS 1.3 the server verifies the client's certificate after the client counts the connection
    /// as established.
    public let state: TableSyncStatus.State

    /// The section with the peers.
    static let section = "ballast"
    /// The command.
    static let command = "show peers \(section)"

    /// Parses the reply, with the peers in its order.
    ///
    /// Other lines, and peers with too few words, are skipped.
    static func all(in reply: String) -> [PeerState] {
        RuntimeText.lines(reply).compactMap { PeerState($0) }
    }

    /// Parses `0x5605875e1210: id=lb2(remote,active) addr=10.0.0.22:8849 last_status=ESTA ...`.
    private init?(_ line: Substring) {
        let words = RuntimeText.words(line)
        guard let peer = Self.value("id", in: words), peer.hasSuffix(")"),
            let open = peer.lastIndex(of: "("), let status = Self.value("last_status", in: words)
        else { return nil }
        let kind = peer[open...].dropFirst().dropLast().split(separator: ",")
        guard kind.count == 2 else { return nil }
        name = String(peer[..<open])
        isLocal = kind[0] == "local"
        state =
            switch (status, kind[1] == "active") {
            case ("ESTA", true): .connected
            case ("HSHK", _): .handshake
            case ("RETR", _), ("PROT", _), ("VERS", _), ("NAME", _), ("UNKN", _): .refused
            default: .disconnected
            }
    }

    private static func value(_ key: String, in words: [Substring]) -> Substring? {
        words.first { $0.hasPrefix("\(key)=") }?.dropFirst(key.utf8.count + 1)
    }
}
