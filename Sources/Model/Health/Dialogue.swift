/// A dialogue in a protocol other than HTTP, with the expected answer.
///
/// Each service uses a part of the properties: ``CheckService/keys``.
public struct Dialogue: Sendable, Hashable, Codable {
    /// The protocol.
    public var service: CheckService
    /// The login; empty: none.
    public var login: Login
    /// The database.
    public var database: String?
    /// The object of the request: a file, a name, a query, a base, a group; nil: the smallest
    /// request that proves that the server works.
    public var request: String?
    /// The host name of the server, in protocols that have one.
    public var host: String?
    /// The record type of a DNS query.
    public var recordType: RecordType
    /// The connection.
    public var carrier: Carrier
    /// The expected answer.
    public var expect: Expectation

    /// Use of TLS.
    public enum Security: Sendable, Hashable, Codable {
        /// Never.
        case none
        /// From the first byte.
        case tls(Check.TLS)
        /// After the protocol's own command for TLS.
        case startTLS(Check.TLS)
    }

    /// The identity that a dialogue presents to a server.
    public struct Login: Sendable, Hashable, Codable {
        /// The name of the user; nil: none.
        public var user: String?
        /// The password.
        public var password: Secret?
        /// The shared secret of a RADIUS server.
        public var secret: Secret?

        /// Creates an identity, by default without any.
        public init(_ user: String? = nil, password: Secret? = nil, secret: Secret? = nil) {
            self.user = user
            self.password = password
            self.secret = secret
        }
    }

    /// The connection that carries a dialogue.
    public struct Carrier: Sendable, Hashable, Codable {
        /// The transport.
        ///
        /// **Range:** `tcp` or `udp`.
        public var transport: TransportProtocol
        /// Use of TLS.
        public var security: Security

        /// Creates a connection, by default over TCP without TLS.
        public init(_ transport: TransportProtocol = .tcp, security: Security = .none) {
            self.transport = transport
            self.security = security
        }
    }

    /// Creates a dialogue, by default with the smallest request of its service.
    public init(
        _ service: CheckService, as login: Login = Login(), database: String? = nil,
        request: String? = nil, host: String? = nil, recordType: RecordType = .a,
        over carrier: Carrier = Carrier(), expect: Expectation = Expectation()
    ) {
        self.service = service
        self.login = login
        self.database = database
        self.request = request
        self.host = host
        self.recordType = recordType
        self.carrier = carrier
        self.expect = expect
    }
}

extension CheckService {
    /// The document's keys that a check with this service uses, besides those of every check.
    public var keys: Set<CheckKey> {
        switch self {
        case .none: []
        case .http: Self.httpKeys
        case .https: Self.httpKeys.union([.tls])
        case .tcp: [.send, .expect, .expectRegex, .bodyLimit, .tls]
        case .ftp: [.login, .password, .request, .expect, .expectRegex]
        case .imap, .pop: [.login, .password, .startTls, .tls]
        case .imaps, .pops: [.login, .password, .tls]
        case .smtp: [.virtualHost, .login, .password, .startTls, .tls]
        case .ldap: [.login, .password, .request, .expect, .expectRegex]
        case .ldaps: [.login, .password, .request, .expect, .expectRegex, .tls]
        case .nntp: [.login, .password, .request]
        case .dns: [.request, .recordType, .transport, .expect, .expectRegex]
        case .mysql, .postgresql:
            [.login, .password, .database, .request, .expect, .expectRegex]
        case .sip: [.login, .request, .transport]
        case .telnet: [.expect, .expectRegex]
        case .redis: [.login, .password, .request, .expect, .expectRegex, .tls]
        case .radius: [.login, .password, .secret]
        case .grpc: [.request, .virtualHost, .tls]
        }
    }

    /// Whether a check with this service uses a key; the name of a secret's file is equal to the
    /// secret.
    public func uses(_ key: CheckKey) -> Bool {
        keys.contains(key == .passwordFile ? .password : key == .secretFile ? .secret : key)
    }

    private static let httpKeys: Set<CheckKey> = [
        .request, .method, .virtualHost, .headers, .status, .expect, .expectRegex, .bodyLimit,
    ]

    /// The document's words of the services that use this key.
    public static func using(_ key: CheckKey) -> [CheckService] {
        allCases.filter { $0.uses(key) }
    }
}
