/// What of a configuration only a reload can change, as a digest that a worker carries.
///
/// A worker keeps it in a process variable, which its file sets when it is loaded, and which
/// Ballast sets when it adds a server: so the process itself tells what it is.
///
/// The servers' part is a sum, so that it can be known what it is to be after servers were added.
public struct Structure: Sendable, Hashable {
    /// Of the file without the lines of servers.
    let frame: UInt128
    /// The sum over the servers.
    let servers: UInt128

    /// The variable's name.
    public static let variable = "proc.ballast_structure"

    /// Of a configuration.
    ///
    /// - Parameters:
    ///   - frame: all of the file except the lines of servers and of this variable.
    ///   - servers: those; of them count the names and the options, and of a backend with a static
    ///     algorithm, and of those that follow an agent, the weights too. Their order does not.
    public init(frame: String, servers: [WantedServer]) {
        self.frame = Self.hash(frame)
        self.servers = servers.reduce(0) { $0 &+ Self.hash($1) }
    }

    /// Reads the reply to `get var`.
    ///
    /// **Errors:** nil when the variable isn't set: the configuration isn't ours.
    public init?(reply: String) {
        let parts = reply.split(whereSeparator: { "<>\n".contains($0) })
        guard parts.count >= 2, parts[0].hasSuffix("value=") else { return nil }
        let words = parts[1].split(separator: "_", omittingEmptySubsequences: false)
        guard words.count == 2, words.allSatisfy({ $0.utf8.count == 32 && $0.first != "+" }),
            let frame = UInt128(words[0], radix: 16), let servers = UInt128(words[1], radix: 16)
        else { return nil }
        self.frame = frame
        self.servers = servers
    }

    /// 65 characters: hexadecimal digits around `_`.
    public var digest: String {
        [frame, servers].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }.joined(separator: "_")
    }

    /// A short name for a text: 16 hexadecimal digits.
    static func digest(of text: String) -> String {
        let digits = String(hash(text) & 0xffff_ffff_ffff_ffff, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A number for a text: 62 bits.
    static func number(of text: String) -> Int { Int(hash(text) & 0x3fff_ffff_ffff_ffff) }

    /// The line of `global` that sets it.
    public var line: String { "set-var \(Self.variable) str(\(digest))" }

    /// True when this is that one with these servers besides.
    func isThat(_ other: Structure, with new: [WantedServer]) -> Bool {
        frame == other.frame
            && servers == new.reduce(other.servers) { $0 &+ Self.hash($1) }
    }

    /// This with these servers besides.
    func adding(_ new: [WantedServer]) -> Structure {
        Structure(frame: frame, servers: new.reduce(servers) { $0 &+ Self.hash($1) })
    }

    /// This with another server in the place of one.
    func replacing(_ old: WantedServer, with new: WantedServer) -> Structure {
        Structure(frame: frame, servers: servers &- Self.hash(old) &+ Self.hash(new))
    }

    private init(frame: UInt128, servers: UInt128) {
        self.frame = frame
        self.servers = servers
    }

    private static func hash(_ server: WantedServer) -> UInt128 {
        // What an agent says is a share of the weight of the file, which no command changes.
        let isFree = server.isDynamic && !server.followsAgent
        let words = [server.backend, server.name, isFree ? "" : "\(server.weight)"]
        return hash((words + server.options).joined(separator: "\u{1}"))
    }

    /// FNV-1a in 128 bits: it guards against edits, not against an opponent.
    private static func hash(_ text: String) -> UInt128 {
        text.utf8.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) {
            ($0 ^ UInt128($1)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
    }
}
