import Addresses
import Model

extension DialogueProbe {
    /// The exchange of this protocol with this server.
    func exchange(with target: Endpoint) -> any Exchange {
        switch dialogue.service {
        case .dns: DNSExchange(self)
        case .ldap, .ldaps: MessageExchange(LDAPSpeaker(self))
        case .mysql: MessageExchange(MySQLSpeaker(self))
        case .postgresql: MessageExchange(PostgreSQLSpeaker(self))
        case .radius: RADIUSExchange(self)
        case .grpc: MessageExchange(GRPCSpeaker(self, target: target))
        case .http, .https, .tcp, .none: ConnectExchange()
        case .ftp: ftp
        case .imap, .imaps: imap
        case .pop, .pops: pop
        case .smtp: smtp
        case .nntp: nntp
        case .sip: SIPExchange(dialogue, target: target)
        case .telnet: TelnetExchange(expect, limit: dialogue.expect.limit)
        case .redis: RedisExchange(dialogue, expect: expect)
        }
    }

    /// The password of the login; empty without one.
    var password: String { dialogue.login.password?.text ?? "" }

    /// The secrets that must not be shown.
    var secrets: [String] {
        [dialogue.login.password, dialogue.login.secret].compactMap { $0?.text }
    }
}
