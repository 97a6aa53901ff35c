import Addresses

/// How it is found out whether a server works.
public enum CheckType: Sendable, Hashable {
    /// A TCP connection is opened and closed.
    ///
    /// The default.
    case connect
    /// A protocol is spoken, as far as an answer that proves the server at work.
    case negotiate
    /// ICMP or ICMPv6 echo.
    case ping
    /// A datagram is sent; an answer, or none, is good, and "port unreachable" is not.
    case udp
    /// A command is run: exit status 0 is good.
    case external
    /// Not checked: always up.
    case on
    /// Not checked: gets no connections, and no fallback stands in for it.
    case off
    /// So many connects, then one negotiate, and again.
    ///
    /// **Range:** 1...1000.
    case connects(Int)

    /// The words of the document, without the number.
    public static let words: [CheckType] = [
        .connect, .negotiate, .ping, .udp, .external, .on, .off,
    ]
    /// How many connects may go before one negotiate.
    public static let connectRange = 1...1000

    /// Whether a protocol is spoken, at least now and then.
    public var negotiates: Bool {
        switch self {
        case .negotiate, .connects: true
        case .connect, .ping, .udp, .external, .on, .off: false
        }
    }
}

extension CheckType: LosslessStringConvertible {
    /// The document's word, or the number in decimal.
    public var description: String {
        switch self {
        case .connect: "connect"
        case .negotiate: "negotiate"
        case .ping: "ping"
        case .udp: "udp"
        case .external: "external"
        case .on: "on"
        case .off: "off"
        case .connects(let count): "\(count)"
        }
    }

    /// The type in the form of ``description``.
    ///
    /// **Errors:** nil for anything else.
    public init?(_ text: String) {
        if let type = Self.words.first(where: { $0.description == text }) {
            self = type
        } else if let count = Int(text), Self.connectRange.contains(count), "\(count)" == text {
            self = .connects(count)
        } else {
            return nil
        }
    }
}

extension CheckType: TextCodable {}

/// The protocol that a negotiate check speaks; the raw value is the document's word.
public enum CheckService: String, Sendable, Hashable, Codable, CaseIterable {
    /// HTTP/1.1 in the clear.
    case http
    /// HTTP/1.1 over TLS.
    case https
    /// Text that is sent, and text that is expected.
    case tcp
    /// A connection alone.
    case none

    /// Whether requests have paths and answers have statuses.
    public var isHTTP: Bool { self == .http || self == .https }

    /// What a port usually speaks; `none` for a port that says nothing.
    public static func usual(atPort port: UInt16) -> CheckService {
        switch port {
        case 80, 3128, 8080: .http
        case 443, 8443: .https
        default: .none
        }
    }
}

/// What a server is taken for until its first check.
public enum StartState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Up.
    case up
    /// Down until a check passes.
    case down
    /// What it was when Ballast ended; a server never seen before waits for its first check.
    case last
}
