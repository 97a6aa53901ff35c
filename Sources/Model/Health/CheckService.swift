import Addresses

/// The protocol of a negotiate check; the raw value is the document's word.
public enum CheckService: String, Sendable, Hashable, Codable, CaseIterable {
    /// HTTP/1.1 without TLS.
    case http
    /// HTTP/1.1 over TLS.
    case https
    /// A text to send and an expected text.
    case tcp
    /// FTP: login, and a file on request.
    case ftp
    /// IMAP without TLS, or with STARTTLS.
    case imap
    /// IMAP over TLS.
    case imaps
    /// POP3 without TLS, or with STLS.
    case pop
    /// POP3 over TLS.
    case pops
    /// SMTP, or with STARTTLS.
    case smtp
    /// LDAP without TLS.
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
    /// Redis, and programs with its protocol.
    case redis
    /// RADIUS.
    case radius
    /// gRPC's health service.
    case grpc
    /// A connection alone.
    case none

    /// Whether requests have paths and replies have statuses.
    public var isHTTP: Bool { self == .http || self == .https }

    /// Whether each command is a line, so that no value can have a line break.
    public var speaksLines: Bool {
        switch self {
        case .ftp, .imap, .imaps, .pop, .pops, .smtp, .nntp, .sip: true
        case .http, .https, .tcp, .ldap, .ldaps, .dns, .mysql, .postgresql, .telnet, .redis,
            .radius, .grpc, .none:
            false
        }
    }

    /// Whether TLS is used from the first byte.
    public var isSecure: Bool {
        switch self {
        case .https, .imaps, .pops, .ldaps: true
        case .http, .tcp, .ftp, .imap, .pop, .smtp, .ldap, .nntp, .dns, .mysql, .postgresql,
            .sip, .telnet, .redis, .radius, .grpc, .none:
            false
        }
    }

    /// The usual protocol of a port; `none` for an unknown port.
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
