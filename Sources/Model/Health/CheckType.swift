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

    /// Whether the server is asked anything.
    public var asks: Bool { self != .on && self != .off }

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
    /// FTP: login, and a file where one is asked for.
    case ftp
    /// IMAP in the clear, or with STARTTLS.
    case imap
    /// IMAP over TLS.
    case imaps
    /// POP3 in the clear, or with STLS.
    case pop
    /// POP3 over TLS.
    case pops
    /// SMTP, or with STARTTLS.
    case smtp
    /// LDAP in the clear.
    case ldap
    /// LDAP over TLS.
    case ldaps
    /// NNTP.
    case nntp
    /// DNS, over UDP or TCP.
    case dns
    /// MySQL and MariaDB.
    case mysql
    /// PostgreSQL.
    case postgresql
    /// SIP, over UDP or TCP.
    case sip
    /// Telnet.
    case telnet
    /// Redis, and what speaks its protocol.
    case redis
    /// RADIUS.
    case radius
    /// gRPC's health service.
    case grpc
    /// A connection alone.
    case none

    /// Whether requests have paths and answers have statuses.
    public var isHTTP: Bool { self == .http || self == .https }

    /// Whether each command is a line, so that nothing in it can have a line break.
    public var speaksLines: Bool {
        switch self {
        case .ftp, .imap, .imaps, .pop, .pops, .smtp, .nntp, .sip: true
        case .http, .https, .tcp, .ldap, .ldaps, .dns, .mysql, .postgresql, .telnet, .redis,
            .radius, .grpc, .none:
            false
        }
    }

    /// Whether TLS is spoken from the first byte.
    public var isSecure: Bool {
        switch self {
        case .https, .imaps, .pops, .ldaps: true
        case .http, .tcp, .ftp, .imap, .pop, .smtp, .ldap, .nntp, .dns, .mysql, .postgresql,
            .sip, .telnet, .redis, .radius, .grpc, .none:
            false
        }
    }

    /// What a port usually speaks; `none` for a port that says nothing.
    ///
    /// Source: `ldirectord(8)`, `service`; RFC 6335's registry.
    public static func usual(atPort port: UInt16) -> CheckService {
        switch port {
        case 21: .ftp
        case 23: .telnet
        case 25, 587: .smtp
        case 53: .dns
        case 110: .pop
        case 119: .nntp
        case 143: .imap
        case 389: .ldap
        case 636: .ldaps
        case 993: .imaps
        case 995: .pops
        case 1812: .radius
        case 3306: .mysql
        case 5060: .sip
        case 5432: .postgresql
        case 6379: .redis
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
