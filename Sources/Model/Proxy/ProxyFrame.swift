/// A digest of the parts of HAProxy's configuration that only a reload changes.
///
/// The frame covers the whole file except the values of servers. A worker has its own frame in a
/// process variable, so a comparison shows whether a reload is needed. The part of the servers is a
/// sum, so that the frame after an addition can be computed without the other servers.
public struct ProxyFrame: Sendable, Hashable {
    /// The digest of the file without the lines of servers.
    private let file: UInt128
    /// The sum of the digests of the servers.
    private let servers: UInt128

    /// Creates the frame of a configuration.
    ///
    /// - Parameters:
    ///   - text: the file without the lines of servers and of the frame itself.
    ///   - servers: the servers in any order; names and options count, and the weights of servers
    ///     that follow an agent.
    public init(of text: String, servers: [BackendServer]) {
        file = Self.hash(text)
        self.servers = servers.reduce(0) { $0 &+ Self.hash($1) }
    }

    /// Parses ``digest``.
    ///
    /// **Errors:** nil if the text is no digest of a frame.
    public init?(digest: some StringProtocol) {
        let words = digest.split(separator: "_", omittingEmptySubsequences: false)
        guard words.count == 2, words.allSatisfy({ $0.utf8.count == 32 && $0.first != "+" }),
            let file = UInt128(words[0], radix: 16), let servers = UInt128(words[1], radix: 16)
        else { return nil }
        self.file = file
        self.servers = servers
    }

    /// 65 characters: hexadecimal digits around `_`.
    public var digest: String {
        [file, servers].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }.joined(separator: "_")
    }

    /// Returns a short name for a text: 16 hexadecimal digits.
    public static func digest(of text: String) -> String {
        let digits = String(hash(text) & 0xffff_ffff_ffff_ffff, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Returns a number for a text: 62 bits.
    public static func number(of text: String) -> Int { Int(hash(text) & 0x3fff_ffff_ffff_ffff) }

    /// Returns the frame with additional servers.
    public func adding(_ new: [BackendServer]) -> ProxyFrame {
        ProxyFrame(file: file, servers: new.reduce(servers) { $0 &+ Self.hash($1) })
    }

    /// Returns the frame with one server replaced.
    public func replacing(_ old: BackendServer, with new: BackendServer) -> ProxyFrame {
        ProxyFrame(file: file, servers: servers &- Self.hash(old) &+ Self.hash(new))
    }

    /// Returns the frame with some servers replaced, around another text.
    ///
    /// - Parameter text: the file without the lines of servers and of the frame itself.
    public func replacing(
        _ old: [BackendServer], with new: [BackendServer], in text: [UInt8]
    ) -> ProxyFrame {
        let rest = old.reduce(servers) { $0 &- Self.hash($1) }
        return ProxyFrame(
            file: Self.hash(text), servers: new.reduce(rest) { $0 &+ Self.hash($1) })
    }

    private init(file: UInt128, servers: UInt128) {
        self.file = file
        self.servers = servers
    }

    private static func hash(_ server: BackendServer) -> UInt128 {
        // An agent reports a share of the weight in the file, which no command changes.
        let weight = server.followsAgent ? "\(server.weight)" : ""
        let words = [server.backend, server.name, weight]
        return hash((words + server.options).joined(separator: "\u{1}"))
    }

    /// FNV-1a with 128 bits: it detects edits, not an attack.
    private static func hash(_ text: String) -> UInt128 { hash(text.utf8) }

    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) {
            ($0 ^ UInt128($1)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
    }
}
