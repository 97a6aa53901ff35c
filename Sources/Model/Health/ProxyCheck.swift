import Addresses

/// How HAProxy itself checks the servers of a proxy.
///
/// HAProxy asks all servers of a section the same; where and how often may differ.
public enum ProxyCheck: Sendable, Hashable {
    /// A TCP connection.
    case connect
    /// An HTTP request, over TLS where that is given.
    case http(HTTPRequest, tls: Check.TLS?)
    /// A text over TCP, over TLS where that is given.
    case tcp(send: String, expect: Expectation, tls: Check.TLS?)
    /// SMTP's greeting, with this name.
    case smtp(String)
    /// Redis's PING.
    case redis
    /// MySQL's handshake, and a login without password where there is a user.
    case mysql(String?)
    /// PostgreSQL's handshake for this user.
    case postgresql(String)
    /// LDAP's anonymous bind.
    case ldap

    /// The check of a proxy; nil: there is none, or HAProxy has none like it.
    public init?(of proxy: Proxy) {
        let given =
            proxy.check
            ?? proxy.servers.first { $0.check != nil }.map { _ in Check() }
        guard let check = given else { return nil }
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
        switch check.conversation(atPort: port, as: service) {
        case .http(let request, let tls): self = .http(request, tls: tls)
        case .tcp(let send, let expect, let tls): self = .tcp(send: send, expect: expect, tls: tls)
        case .none: self = .connect
        case .dialogue:
            let isPlain = check.startTLS != true && check.tls == nil && check.password == nil
            guard isPlain else { return nil }
            switch service {
            case .smtp: self = .smtp(check.virtualHost ?? "localhost")
            case .redis where check.request == nil: self = .redis
            case .mysql where check.request == nil: self = .mysql(check.login)
            case .postgresql where check.request == nil:
                self = .postgresql(check.login ?? "ballast")
            case .ldap where check.login == nil: self = .ldap
            default: return nil
            }
        }
    }
}

extension Check {
    fileprivate func conversation(atPort port: UInt16, as service: CheckService) -> Conversation {
        var check = self
        check.service = service
        return check.conversation(atPort: port, of: .tcp)
    }
}
