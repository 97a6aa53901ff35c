/// What is said in a protocol other than HTTP, and which answer is a good one.
///
/// Each service makes use of some of it, as ``CheckService/keys`` says.
public struct Dialogue: Sendable, Hashable, Codable {
    /// The protocol.
    public var service: CheckService
    /// Who logs in; nil: nobody does.
    public var login: String?
    /// The password of ``login``.
    public var password: Secret?
    /// What the client and a RADIUS server share.
    public var secret: Secret?
    /// The database that is used.
    public var database: String?
    /// What is asked for: a file, a name, a query, a base, a group; nil: the least that proves the
    /// server at work.
    public var request: String?
    /// The name by which the server is addressed, where the protocol has one.
    public var host: String?
    /// What of a name DNS is asked for.
    public var recordType: RecordType
    /// What carries it.
    ///
    /// **Range:** `tcp` or `udp`.
    public var transport: TransportProtocol
    /// Whether and when TLS is spoken.
    public var security: Security
    /// What is expected of the answer.
    public var expect: Expectation

    /// Whether and when TLS is spoken.
    public enum Security: Sendable, Hashable, Codable {
        /// Never.
        case none
        /// From the first byte.
        case tls(Check.TLS)
        /// After the protocol's own word for it.
        case startTLS(Check.TLS)
    }

    /// This dialogue, with the least that its service needs unless more is given.
    public init(
        _ service: CheckService, login: String? = nil, password: Secret? = nil,
        secret: Secret? = nil, database: String? = nil, request: String? = nil,
        host: String? = nil, recordType: RecordType = .a, transport: TransportProtocol = .tcp,
        security: Security = .none,
        expect: Expectation = Expectation()
    ) {
        self.service = service
        self.login = login
        self.password = password
        self.secret = secret
        self.database = database
        self.request = request
        self.host = host
        self.recordType = recordType
        self.transport = transport
        self.security = security
        self.expect = expect
    }
}

/// What of a name DNS is asked for; the raw value is the document's word.
///
/// Source: RFC 1035 section 3.2.2, RFC 3596, RFC 2782.
public enum RecordType: String, Sendable, Hashable, Codable, CaseIterable {
    /// An IPv4 address.
    case a = "A"
    /// An IPv6 address.
    case aaaa = "AAAA"
    /// A mail exchange.
    case mx = "MX"
    /// A text.
    case txt = "TXT"
    /// A service's place.
    case srv = "SRV"
    /// A name of an address.
    case ptr = "PTR"
}

extension CheckService {
    /// The document's keys that a check with this service makes use of, beside those of any check.
    public var keys: Set<String> {
        switch self {
        case .none: []
        case .http: Self.httpKeys
        case .https: Self.httpKeys.union(["tls"])
        case .tcp: ["send", "expect", "expectRegex", "bodyLimit", "tls"]
        case .ftp: ["login", "password", "request", "expect", "expectRegex"]
        case .imap, .pop: ["login", "password", "startTls", "tls"]
        case .imaps, .pops: ["login", "password", "tls"]
        case .smtp: ["virtualHost", "login", "password", "startTls", "tls"]
        case .ldap: ["login", "password", "request", "expect", "expectRegex"]
        case .ldaps: ["login", "password", "request", "expect", "expectRegex", "tls"]
        case .nntp: ["login", "password", "request"]
        case .dns: ["request", "recordType", "transport", "expect", "expectRegex"]
        case .mysql, .postgresql:
            ["login", "password", "database", "request", "expect", "expectRegex"]
        case .sip: ["login", "request", "transport"]
        case .telnet: ["expect", "expectRegex"]
        case .redis: ["login", "password", "request", "expect", "expectRegex", "tls"]
        case .radius: ["login", "password", "secret"]
        case .grpc: ["request", "virtualHost", "tls"]
        }
    }

    /// Whether a check with this service makes use of a key; the name of a file with a secret is as
    /// good as the secret.
    public func uses(_ key: String) -> Bool {
        switch key {
        case "passwordFile": keys.contains("password")
        case "secretFile": keys.contains("secret")
        default: keys.contains(key)
        }
    }

    private static let httpKeys: Set<String> = [
        "request", "method", "virtualHost", "headers", "status", "expect", "expectRegex",
        "bodyLimit",
    ]

    /// The document's words of the services that make use of this key.
    public static func using(_ key: String) -> [CheckService] {
        allCases.filter { $0.uses(key) }
    }
}
