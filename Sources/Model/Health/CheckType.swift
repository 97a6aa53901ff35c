import Addresses

/// The type of a health check.
public enum CheckType: Sendable, Hashable {
    /// Opens and closes a TCP connection.
    ///
    /// The default.
    case connect
    /// Exchanges requests of a protocol, up to a reply that proves that the server works.
    case negotiate
    /// ICMP or ICMPv6 echo.
    case ping
    /// Sends a datagram; a reply or silence passes, and "port unreachable" fails.
    case udp
    /// Runs a command: exit status 0 passes.
    case external
    /// Not checked: always up.
    case on
    /// Not checked: gets no connections, and no fallback replaces it.
    case off
    /// This many connects, then one negotiate, repeated.
    ///
    /// **Range:** 1...1000.
    case connects(Int)

    /// The words of the document, without the number.
    public static let words: [CheckType] = [
        .connect, .negotiate, .ping, .udp, .external, .on, .off,
    ]
    /// Valid numbers of connects before one negotiate.
    public static let connectRange = 1...1000

    /// Whether the server is probed at all.
    public var asks: Bool { self != .on && self != .off }

    /// Whether a protocol is used, at least sometimes.
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

    /// Parses the form of ``description``.
    ///
    /// **Errors:** nil for any other text.
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
