import Addresses

/// How servers are checked, as the document says it: of a service, or of one of its servers.
///
/// What is nil is said elsewhere: by the service for its server, by `health`, or by the default
/// that each property names.
public struct Check: Sendable, Hashable, Codable {
    /// How; default `connect`.
    public var type: CheckType?
    /// What a negotiate check speaks; default: what is usual at the port, else `none`.
    public var service: CheckService?
    /// Path and query of the HTTP request, default `/`; of another service, what it is asked for.
    public var request: String?
    /// Method of the HTTP request; default `GET`.
    public var method: String?
    /// Host of the HTTP request; default: the address that is asked.
    public var virtualHost: String?
    /// Further headers of the HTTP request, in the document's order.
    public var headers: [Header]?
    /// Good statuses of an HTTP answer; default 200...399.
    ///
    /// **Shape:** at least one range.
    public var status: [StatusRange]?
    /// Text that a good answer contains; default: any.
    public var expect: String?
    /// Regular expression that a good answer matches somewhere; default: any.
    public var expectRegex: String?
    /// How much of an answer is read.
    ///
    /// **Unit:** bytes, 1...16 MiB, default 64 KiB.
    public var bodyLimit: Int?
    /// How TLS is spoken; default ``TLS/init(verify:authority:serverName:)``.
    public var tls: TLS?
    /// What is sent by `udp`, or by `negotiate` with service `tcp`; default: nothing.
    public var send: String?
    /// Who logs in; default: nobody.
    public var login: String?
    /// The password of ``login``.
    public var password: Secret?
    /// What is shared with a RADIUS server.
    public var secret: Secret?
    /// The database that is used; default: the server's choice.
    public var database: String?
    /// What of a name DNS is asked for; default `A`.
    public var recordType: RecordType?
    /// What carries DNS and SIP; default: what carries the service itself.
    public var transport: TransportProtocol?
    /// Whether the protocol's own word for TLS is said; default false.
    public var startTLS: Bool?
    /// Absolute path of the program of `external`.
    public var command: String?
    /// User of this machine that ``command`` runs as; default ``usualUser``.
    public var user: String?
    /// Whether an exit status of ``command`` may be a weight; default false.
    ///
    /// 2...255 passes then, with a weight of 2 less.
    public var exitWeights: Bool?
    /// Where the server is asked; default: its port, or the service's.
    public var port: UInt16?
    /// Whom to ask; default: the server's address.
    public var address: IPAddress?
    /// Address that the question comes from; default: the kernel's choice.
    public var source: IPAddress?
    /// Time between two checks; default `health.interval`.
    public var interval: Duration?
    /// Time between two checks of a server that is down; default: ``interval``.
    public var downInterval: Duration?
    /// Limit of every check, unless ``negotiateTimeout`` says otherwise; default `health.timeout`,
    /// for negotiate `health.negotiateTimeout`.
    public var timeout: Duration?
    /// Limit of a negotiate check; default: ``timeout``, else `health.negotiateTimeout`.
    public var negotiateTimeout: Duration?
    /// Failures in a row until a server is down; default `health.fall`.
    public var fall: Int?
    /// Passes in a row until a server is up; default `health.rise`.
    public var rise: Int?
    /// What a server is before its first check; default `last`.
    public var start: StartState?

    /// The user that ``command`` runs as where none is given.
    public static let usualUser = "nobody"

    /// A check of which nothing is said but its type.
    public init(_ type: CheckType? = nil) {
        self.type = type
    }

    /// A header of an HTTP request.
    public struct Header: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// This header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How TLS is spoken with a server.
    public struct TLS: Sendable, Hashable, Codable {
        /// Whether its certificate has to be good; default false, since servers are asked by
        /// address and often sign for themselves.
        public var verify: Bool
        /// File of the authorities that are trusted; nil: the system's.
        public var authority: String?
        /// The name that is asked for (SNI) and verified; nil: ``Check/virtualHost``.
        public var serverName: String?

        /// TLS of this kind; unverified unless something else is given.
        public init(verify: Bool = false, authority: String? = nil, serverName: String? = nil) {
            self.verify = verify
            self.authority = authority
            self.serverName = serverName
        }
    }

    /// This check where it says something, else the other one: a server's before its service's.
    public func completed(by base: Check) -> Check {
        var check = Check(type ?? base.type)
        check.service = service ?? base.service
        check.request = request ?? base.request
        check.method = method ?? base.method
        check.virtualHost = virtualHost ?? base.virtualHost
        check.headers = headers ?? base.headers
        check.status = status ?? base.status
        // Two ways to say one thing: the server's replaces either of the service's.
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
