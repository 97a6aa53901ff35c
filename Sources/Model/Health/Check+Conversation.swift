extension Check {
    /// The dialogue with this port of a service with this protocol.
    func conversation(atPort port: UInt16, of carrier: TransportProtocol?) -> Conversation {
        let service = service ?? .usual(atPort: port)
        switch service {
        case .http, .https:
            return .http(
                HTTPRequest(
                    method: method ?? "GET", target: request ?? "/", host: virtualHost,
                    headers: headers ?? [], status: status ?? [StatusRange(200...399)],
                    expect: expectation),
                tls: service == .https ? tls ?? TLS() : nil)
        case .tcp:
            return .tcp(send: send ?? "", expect: expectation, tls: tls)
        case .none:
            return .none
        case .ftp, .imap, .imaps, .pop, .pops, .smtp, .ldap, .ldaps, .nntp, .dns, .mysql,
            .postgresql, .sip, .telnet, .redis, .radius, .grpc:
            return .dialogue(dialogue(in: service, carrier))
        }
    }

    private func dialogue(
        in service: CheckService, _ carrier: TransportProtocol?
    ) -> Dialogue {
        Dialogue(
            service, as: Dialogue.Login(login, password: password, secret: secret),
            database: database, request: request, host: virtualHost, recordType: recordType ?? .a,
            over: Dialogue.Carrier(
                transport(of: service, carrier), security: security(of: service)),
            expect: expectation)
    }

    private func transport(
        of service: CheckService, _ carrier: TransportProtocol?
    ) -> TransportProtocol {
        switch service {
        case .dns, .sip: transport ?? (carrier == .tcp ? .tcp : .udp)
        case .radius: .udp
        default: .tcp
        }
    }

    private func security(of service: CheckService) -> Dialogue.Security {
        if startTLS == true { return .startTLS(tls ?? TLS()) }
        if service.isSecure { return .tls(tls ?? TLS()) }
        return tls.map { .tls($0) } ?? .none
    }
}
