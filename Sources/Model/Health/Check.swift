import Addresses

/// The check of a service, or of one of its servers, in the document.
///
/// A nil property has the value of the service (for a server), of `health`, or the default that it
/// names.
public struct Check: Sendable, Hashable, Codable {
    /// The type; default `connect`.
    public var type: CheckType?
    /// The protocol of a negotiate check; default: the usual protocol of the port, else `none`.
    public var service: CheckService?
    /// Path and query of the HTTP request, default `/`; for another service, the object of the
    /// request.
    public var request: String?
    /// Method of the HTTP request; default `GET`.
    public var method: String?
    /// Host of the HTTP request; default: the checked address.
    public var virtualHost: String?
    /// Additional headers of the HTTP request, in the document's order.
    public var headers: [Header]?
    /// HTTP statuses that pass; default 200...399.
    ///
    /// **Shape:** at least one range.
    public var status: [StatusRange]?
    /// Text that the reply must contain; default: any reply passes.
    public var expect: String?
    /// Regular expression that must match somewhere in the reply; default: any reply passes.
    public var expectRegex: String?
    /// Maximum number of bytes of a reply that are read.
    ///
    /// **Unit:** bytes, 1...16 MiB, default 64 KiB.
    public var bodyLimit: Int?
    /// TLS settings; default ``TLS/init(verify:authority:serverName:)``.
    public var tls: TLS?
    /// Data to send with `udp`, or with `negotiate` and service `tcp`; default: nothing.
    public var send: String?
    /// User name of the login; default: no login.
    public var login: String?
    /// The password of ``login``.
    public var password: Secret?
    /// Shared secret of a RADIUS server.
    public var secret: Secret?
    /// Database; default: the server's default.
    public var database: String?
    /// Record type of a DNS query; default `A`.
    public var recordType: RecordType?
    /// Transport of DNS and SIP; default: that of the service.
    public var transport: TransportProtocol?
    /// Whether the check starts TLS with the protocol's own command; default false.
    public var startTLS: Bool?
    /// Absolute path of the program of `external`.
    public var command: String?
    /// User of this machine that runs ``command``; default ``usualUser``.
    public var user: String?
    /// Whether an exit status of ``command`` may be a weight; default false.
    ///
    /// 2...255 passes then, and sets the weight to the status minus 2.
    public var exitWeights: Bool?
    /// The port to check; default: the server's, or the service's.
    public var port: UInt16?
    /// The address to check; default: the server's.
    public var address: IPAddress?
    /// The source address; default: chosen by the kernel.
    public var source: IPAddress?
    /// Time between two checks; default `health.interval`.
    public var interval: Duration?
    /// Time between two checks of a server that is down; default: ``interval``.
    public var downInterval: Duration?
    /// Maximum duration of every check, unless ``negotiateTimeout`` overrides it; default
    /// `health.timeout`, for negotiate `health.negotiateTimeout`.
    public var timeout: Duration?
    /// Maximum duration of a negotiate check; default: ``timeout``, else `health.negotiateTimeout`.
    public var negotiateTimeout: Duration?
    /// Consecutive failures after which a server is down; default `health.fall`.
    public var fall: Int?
    /// Consecutive passes after which a server is up; default `health.rise`.
    public var rise: Int?
    /// State of a server before its first check; default `last`.
    public var start: StartState?

    /// The default user that runs ``command``.
    public static let usualUser = "nobody"

    /// Creates a check with only a type.
    public init(_ type: CheckType? = nil) {
        self.type = type
    }

    /// A header of an HTTP request.
    public struct Header: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// Creates a header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// TLS settings of a check.
    public struct TLS: Sendable, Hashable, Codable {
        /// Whether the server's certificate must be valid; default false, since servers are checked
        /// by address and are often self-signed.
        public var verify: Bool
        /// File of trusted authorities; nil: the system's.
        public var authority: String?
        /// The name to request (SNI) and to verify; nil: ``Check/virtualHost``.
        public var serverName: String?

        /// Creates TLS settings, by default without verification.
        public init(verify: Bool = false, authority: String? = nil, serverName: String? = nil) {
            self.verify = verify
            self.authority = authority
            self.serverName = serverName
        }
    }

    /// Returns this check, with missing settings from the base: a server's check with its
    /// service's.
    public func completed(by base: Check) -> Check {
        var check = Check(type ?? base.type)
        check.service = service ?? base.service
        check.request = request ?? base.request
        check.method = method ?? base.method
        check.virtualHost = virtualHost ?? base.virtualHost
        check.headers = headers ?? base.headers
        check.status = status ?? base.status
        // The server's expectation, of either kind, replaces the service's.
        let expects = expect != nil || expectRegex != nil
        check.expect = expects ? expect : base.expect
        check.expectRegex = expects ? expectRegex : base.expectRegex
        check.bodyLimit = bodyLimit ?? base.bodyLimit
        check.tls = tls ?? base.tls
        check.send = send ?? base.send
        check.login = login ?? base.login
        check.password = password ?? base.password
        check.secret = secret ?? base.secret
        check.database = database ?? base.database
        check.recordType = recordType ?? base.recordType
        check.transport = transport ?? base.transport
        check.startTLS = startTLS ?? base.startTLS
        check.command = command ?? base.command
        check.user = user ?? base.user
        check.exitWeights = exitWeights ?? base.exitWeights
        check.port = port ?? base.port
        check.address = address ?? base.address
        check.source = source ?? base.source
        check.interval = interval ?? base.interval
        check.downInterval = downInterval ?? base.downInterval
        check.timeout = timeout ?? base.timeout
        check.negotiateTimeout = negotiateTimeout ?? base.negotiateTimeout
        check.fall = fall ?? base.fall
        check.rise = rise ?? base.rise
        check.start = start ?? base.start
        return check
    }
}
