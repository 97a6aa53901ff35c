import Model

/// The keys of `check`, of a service and of a server.
enum CheckFields: Int, ObjectFields {
    case type, service, request, method, virtualHost, headers, status, expect, expectRegex
    case bodyLimit, tls, login, password, passwordFile, secret, secretFile, database, recordType
    case transport, startTls
    case send, command, user, exitWeights, port, address, source, interval, downInterval, timeout
    case negotiateTimeout, fall, rise, start

    static let table = ObjectTable(
        "check", of: Self.self,
        "How servers are checked. What a server's check leaves out is as its service's check says; "
            + "what both leave out is as health says.")

    /// The words of `check` and of its `type`.
    static let types = CheckType.words.map(\.description)
    /// What carries DNS and SIP.
    static let transports = [TransportProtocol.tcp, .udp]
    /// The methods of HTTP requests.
    static let methods = ["GET", "HEAD", "OPTIONS", "POST"]

    private static let intervals = DurationRule.any(
        DurationText(100, .milliseconds)...DurationText(1, .hours))
    private static let timeouts = DurationRule.any(
        DurationText(10, .milliseconds)...DurationText(1, .hours))

    var field: Field {
        switch self {
        case .type:
            Field(
                .wordOrInteger(Self.types, CheckType.connectRange),
                "What is done. connect: a TCP connection. negotiate: a protocol is spoken. ping: "
                    + "ICMP echo. udp: a datagram. external: a command. on: nothing, it is up. "
                    + "off: nothing, it gets no connections. A number N: N connects, then one "
                    + "negotiate, and again. Default: connect.")
        case .service:
            Field(
                .word(CheckService.allCases.map(\.rawValue)),
                "What negotiate speaks. Default: what is usual at the port, else none.")
        case .bodyLimit:
            Field(
                .size(1...16_777_216),
                "How much of an answer is read. Default: 64KiB; HAProxy, which checks the servers "
                    + "of a proxy where this is not given, looks at 16KiB.")
        case .tls:
            Field(.object(TLSFields.table), "How TLS is spoken. With it, service tcp uses TLS.")
        case .login, .password, .passwordFile, .secret, .secretFile, .database, .recordType,
            .transport, .startTls:
            dialogueField
        case .send:
            Field(
                .text(1...4096),
                "What is sent: by udp, or by negotiate with service tcp. Escapes such as \\r\\n "
                    + "need double quotes. Default: nothing.")
        case .command:
            Field(
                .text(1...4096),
                "Path of the program of external. It gets the virtual address and port, and the "
                    + "real address and port; status 0 is good. Only root may be able to change "
                    + "it and the directories that it is in.")
        case .user:
            Field(
                .text(1...32),
                "User of this machine that the command of external runs as. root: with all rights "
                    + "that Ballast has. Default: nobody.")
        case .exitWeights:
            Field(
                .boolean,
                "Whether exit status 2...255 of the command is good too, and makes the server's "
                    + "weight 2 less than the status. Default: false.")
        case .expect, .expectRegex, .request, .method, .virtualHost, .headers, .status:
            requestField
        default:
            scheduleField
        }
    }

    private var requestField: Field {
        switch self {
        case .request:
            Field(
                .text(1...4096),
                "What is asked for. http: the path, default /. ftp: a file. ldap: the base. nntp: "
                    + "a group. dns: a name. mysql, postgresql: a query. sip: the URI. redis: a "
                    + "command. grpc: a service. Default: the least that proves it at work.")
        case .method:
            Field(.word(Self.methods), "Method of the HTTP request. Default: GET.")
        case .virtualHost:
            Field(
                .text(1...255),
                "Host of the HTTP request, or name by which smtp and grpc are addressed. Default: "
                    + "the address that is asked.")
        case .headers:
            Field(.texts, "Further headers of the HTTP request.")
        case .status:
            Field(
                .statuses,
                "Good statuses of HTTP answers: numbers, and ranges such as 200-299. Default: "
                    + "[200-399].")
        case .expect:
            Field(
                .text(1...4096),
                "Text that a good answer contains. Not with expectRegex. Default: any answer.")
        default:
            Field(
                .text(1...4096),
                "Regular expression that matches somewhere in a good answer. Not with expect.")
        }
    }

    private var dialogueField: Field {
        switch self {
        case .login:
            Field(.text(1...255), "Who logs in; of ldap the name that is bound. Default: nobody.")
        case .password:
            Field(
                .text(1...1024),
                "The password of login. It is never printed. Not with passwordFile.")
        case .passwordFile:
            Field(.text(1...4096), SecretFileText.password)
        case .secret:
            Field(
                .text(1...1024),
                "What is shared with the radius server. It is never printed. Not with secretFile.")
        case .secretFile:
            Field(
                .text(1...4096),
                "File whose first line is the secret of the radius server, under the same rules as "
                    + "passwordFile.")
        case .database:
            Field(.text(1...255), "The database of mysql or postgresql. Default: the server's.")
        case .recordType:
            Field(
                .word(RecordType.allCases.map(\.rawValue)),
                "What of a name dns asks for. Default: A.")
        case .transport:
            Field(
                .word(Self.transports.map(\.rawValue)),
                "What carries dns and sip. Default: tcp for services of tcp, else udp.")
        default:
            Field(.boolean, "Whether the protocol's own word for TLS is said. Default: false.")
        }
    }

    private var scheduleField: Field {
        switch self {
        case .port:
            Field(.integer(1...65535), "Port that is asked. Default: the server's.")
        case .address:
            Field(.address, "Address that is asked. Default: the server's.")
        case .source:
            Field(.address, "Address that the question comes from. Default: the kernel chooses.")
        case .interval:
            Field(
                .duration(Self.intervals),
                "Time between two checks of one server. Default: as health says.")
        case .downInterval:
            Field(
                .duration(Self.intervals),
                "Time between two checks of a server that is down. Default: the interval.")
        case .timeout:
            Field(
                .duration(Self.timeouts),
                "How long a check may take. Default: as health says. HAProxy counts from the "
                    + "connection on, which may take timeouts.connect of the proxy, and the "
                    + "interval at most.")
        case .negotiateTimeout:
            Field(
                .duration(Self.timeouts),
                "How long a negotiate check may take. Default: the check's timeout, else as "
                    + "health says.")
        case .fall:
            Field(
                .integer(1...100),
                "Failed checks in a row after which a server is down. Default: as health says.")
        case .rise:
            Field(
                .integer(1...100),
                "Passed checks in a row after which a server is up again. Default: as health "
                    + "says.")
        default:
            Field(
                .word(StartState.allCases.map(\.rawValue)),
                "What a server is before its first check. up, down, or last: what it was. "
                    + "Default: last. HAProxy takes a server for up: with down, Ballast checks "
                    + "those of a proxy itself.")
        }
    }
}

/// The parts that the keys of files with secrets share.
enum SecretFileText {
    /// The meaning of `passwordFile`.
    static let password =
        "File whose first line is the password, so that the document has none. Absolute, or beside "
        + "the document; a regular file of root or of the document's owner, best with mode 600. "
        + "It is read again when it changes. Not with password."
}

/// The keys of a check's `tls`.
enum TLSFields: Int, ObjectFields {
    case verify, ca, serverName

    static let table = ObjectTable(
        "TLS section", of: Self.self, "How TLS is spoken with a server that is checked.")

    var field: Field {
        switch self {
        case .verify:
            Field(
                .boolean, default: false,
                "Whether the server's certificate has to be good: its chain, its name, its time.")
        case .ca:
            Field(
                .text(1...4096),
                "File of the authorities that are trusted. Default: the system's.")
        case .serverName:
            Field(
                .text(1...255),
                "Name that is asked for (SNI) and verified. Default: the virtual host.")
        }
    }
}
