import Addresses

/// A line of `/proc/net/ip_vs_conn`.
///
/// Source: Linux, `net/netfilter/ipvs/ip_vs_conn.c`, `ip_vs_conn_seq_show`.
public enum ConnectionLine {
    /// Parses a line; nil: the line of titles, or another form.
    public static func connection(in line: some StringProtocol) -> ClientConnection? {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 9, let client = endpoint(words[1], words[2]),
            let listen = endpoint(words[3], words[4]), let server = endpoint(words[5], words[6]),
            let expires = Int(words[8])
        else { return nil }
        var connection = ClientConnection(
            .ipvs, words[0].lowercased(), from: client, to: listen, at: server,
            // A template of persistence has no port of the client.
            state: client.port == 0
                ? ClientConnection.remembered : state(words[7]))
        connection.expires = expires
        return connection
    }

    private static func state(_ word: some StringProtocol) -> String {
        String(word.lowercased().prefix(20))
    }

    private static func endpoint(
        _ address: some StringProtocol, _ port: some StringProtocol
    ) -> Endpoint? {
        guard let port = UInt16(port, radix: 16) else { return nil }
        if address.utf8.count == 8, let number = UInt32(address, radix: 16) {
            return Endpoint(.v4(IPv4Address(rawValue: number)), port: port)
        }
        return IPAddress(String(address)).map { Endpoint($0, port: port) }
    }
}
