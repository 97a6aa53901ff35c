import Addresses
import Model

extension HostFiles {
    /// Returns the places where sockets accept connections or datagrams; nil: they can't be read.
    ///
    /// Source: `proc(5)`, `/proc/net/tcp`. Listening sockets precede all others, so the connections
    /// of a busy host are not read.
    func listeners(_ transport: TransportProtocol) -> Set<Endpoint>? {
        let folder = root + "/proc/thread-self/net/\(transport.rawValue)"
        // A kernel without IPv6 lacks the second table.
        let tables = [folder, "\(folder)6"].map { path in
            ProcessFile(path: path).lines { line in
                transport != .tcp || Self.state(line) == Self.listening
            }
        }
        guard tables[0] != nil else { return nil }
        return Set(tables.flatMap { $0 ?? [] }.compactMap(Self.endpoint))
    }

    /// Source: `net/tcp_states.h`, `TCP_LISTEN`.
    private static let listening: Substring = "0A"

    /// The state in a line; the header counts as a listening socket.
    private static func state(_ line: Substring) -> Substring {
        let words = line.split(separator: " ")
        guard words.count > 3, words[0].hasSuffix(":") else { return listening }
        return words[3]
    }

    private static func endpoint(_ line: Substring) -> Endpoint? {
        let words = line.split(separator: " ")
        guard words.count > 3, words[0].hasSuffix(":") else { return nil }
        let parts = words[1].split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        // The 32-bit words of an address are printed in host byte order.
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: parts[0].count - 7, by: 8) {
            guard let word = UInt32(parts[0].dropFirst(start).prefix(8), radix: 16) else {
                return nil
            }
            withUnsafeBytes(of: word) { bytes += $0 }
        }
        return IPAddress(bytes: bytes).map { Endpoint($0, port: port) }
    }
}
