import Addresses

/// HAProxy's own check of the servers of a proxy.
///
/// All servers of a section have the same request; the target and the interval can differ.
public enum ProxyCheck: Sendable, Hashable {
    /// A TCP connection.
    case connect
    /// An HTTP request, over TLS if given.
    case http(HTTPRequest, tls: Check.TLS?)
    /// A text over TCP, over TLS if given.
    case tcp(send: String, expect: Expectation, tls: Check.TLS?)
    /// SMTP's greeting, with this name.
    case smtp(String)
    /// Redis's PING.
    case redis
    /// MySQL's handshake, with a login without password if a user is given.
    case mysql(String?)
    /// PostgreSQL's handshake for this user.
    case postgresql(String)
    /// LDAP's anonymous bind.
    case ldap

    /// The most headers of a request.
    public static let headers = 16

    /// Creates the check of a proxy; nil: none, or HAProxy does not support it.
    public init?(of proxy: Proxy) {
        let given =
            proxy.check
            ?? proxy.servers.first { $0.check != nil }.map { _ in Check() }
        // HAProxy's checks have the source address of its traffic.
        guard let check = given, check.source == nil else { return nil }
        switch check.type ?? .connect {
        case .connect: self = .connect
        case .negotiate: self.init(conversation: check, of: proxy)
        case .ping, .udp, .external, .on, .off, .connects: return nil
        }
    }

    private init?(conversation check: Check, of proxy: Proxy) {
        let port = check.port ?? proxy.servers.first?.port ?? proxy.listen.first?.port ?? 0
        let usual: CheckService = proxy.mode == .http ? .http : .usual(atPort: port)
        let service = check.service ?? usual
        guard proxy.servers.allSatisfy({ $0.tls?.verifies(like: check.tls) ?? true }) else {
            return nil
        }
        switch check.conversation(atPort: port, as: service) {
        case .http(let request, let tls):
            // A line of HAProxy has at most 64 words.
            guard request.headers.count <= Self.headers,
                request.headers.allSatisfy(\.isPossible)
            else { return nil }
            self = .http(request, tls: tls)
        case .tcp(let send, let expect, let tls): self = .tcp(send: send, expect: expect, tls: tls)
        case .none: self = .connect
        case .dialogue:
            // HAProxy's own dialogue supports no request, password or expectation.
            let isPlain =
                check.startTLS != true && check.tls == nil && check.password == nil
                && check.database == nil && check.expectation.pattern == nil
                && check.request == nil
            guard isPlain else { return nil }
            switch (service, check.login) {
            case (.smtp, nil): self = .smtp(check.virtualHost ?? "localhost")
            case (.redis, nil): self = .redis
            case (.mysql, let login): self = .mysql(login)
            case (.postgresql, let login): self = .postgresql(login ?? "ballast")
            case (.ldap, nil): self = .ldap
            default: return nil
            }
        }
    }
}

extension Check.TLS {
    /// Whether the TLS settings of a server verify as much as the check's own.
    ///
    /// HAProxy verifies servers by the TLS settings of their line in haproxy.cfg, and only these.
    fileprivate func verifies(like check: Check.TLS?) -> Bool {
        guard let check else { return true }
        return verify == check.verify && authority == check.authority
    }
}

extension Check.Header {
    /// Whether HAProxy's checks can send the header.
    ///
    /// HAProxy drops headers without a value and always sends `Connection: close`.
    fileprivate var isPossible: Bool {
        !value.isEmpty && (name.lowercased() != "connection" || value.lowercased() == "close")
    }
}

extension Check {
    fileprivate func conversation(atPort port: UInt16, as service: CheckService) -> Conversation {
        var check = self
        check.service = service
        return check.conversation(atPort: port, of: .tcp)
    }
}
