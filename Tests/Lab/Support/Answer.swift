import Addresses

/// What a server of the lab says to a request: `web1 10.0.1.11:80`, and a line's end.
public struct Answer: Sendable, Hashable {
    /// The server's host.
    public let server: String
    /// The server's end of the connection; with gate and tunnels the virtual address.
    public let endpoint: Endpoint

    /// **Errors:** nil unless it is a server's line.
    init?(_ bytes: [UInt8]) {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        let words = String(decoding: bytes.dropLast(), as: UTF8.self).split(separator: " ")
        guard words.count == 2, let endpoint = Endpoint(words[1]) else { return nil }
        server = String(words[0])
        self.endpoint = endpoint
    }
}
