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
        "Health check of the servers. A key that is missing from a server's check has the value "
            + "of its service's check; a key missing from both has the value of health.")

    /// The words of `check` and of its `type`.
    static let types = CheckType.words.map(\.description)
    /// Transports of DNS and SIP.
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
                "Type of check. connect: opens a TCP connection. negotiate: exchanges requests "
                    + "of a protocol. ping: ICMP echo. udp: sends a datagram. external: runs a "
                    + "command. on: no check, the server is up. off: no check, the server gets no "
                    + "connections. A number N: N connects, then one negotiate, repeated. "
                    + "Default: connect.")
        case .service:
            Field(
                .word(CheckService.allCases.map(\.rawValue)),
                "Protocol of negotiate. Default: the usual protocol of the port, else none.")
        case .bodyLimit:
            Field(
                .size(1...16_777_216),
                "Bytes of the reply that are read. Default: 64KiB; for a proxy, whose servers "
                    + "HAProxy checks unless this key is given, 16KiB.")
        case .tls:
            Field(
                .object(TLSFields.table),
                "TLS settings of the check. With this section, service tcp uses TLS.")
        case .login:
            Field(
                .text(1...255),
                "User name of the login; for ldap, the bind DN. Default: no login.")
        case .password:
            Field(
                .text(1...1024),
                "Password of login. It is never printed. Not with passwordFile.")
        case .passwordFile:
            Field(.text(1...4096), SecretFileText.password)
        case .secret:
            Field(
                .text(1...1024),
                "Shared secret of the radius server. It is never printed. Not with secretFile.")
        case .secretFile:
            Field(
                .text(1...4096),
                "File whose first line is the secret of the radius server. The rules of "
                    + "passwordFile apply.")
        case .database:
            Field(.text(1...255), "Database of mysql or postgresql. Default: the server's default.")
        case .recordType:
            Field(
                .word(RecordType.allCases.map(\.rawValue)),
                "Record type of the dns query. Default: A.")
        case .transport:
            Field(
                .word(Self.transports.map(\.rawValue)),
                "Transport of dns and sip. Default: tcp for services of tcp, else udp.")
        case .startTls:
            Field(
                .boolean,
                "Whether the check starts TLS with the protocol's own command, such as STARTTLS. "
                    + "Default: false.")
        case .send:
            Field(
                .text(1...4096),
                "Data to send: the payload of udp, or the request of negotiate with service tcp. "
                    + "Escapes such as \\r\\n need double quotes. Default: nothing.")
        case .command:
            Field(
                .text(1...4096),
                "Path of the program that external runs. Its arguments are the virtual address "
                    + "and port, and the real address and port; exit status 0 means that the "
                    + "server works. Only root may have write access to the program and its "
                    + "parent directories.")
        case .user:
            Field(
                .text(1...32),
                "User of this machine that runs the command of external. root: with all rights "
                    + "of Ballast. Default: nobody.")
        case .exitWeights:
            Field(
                .boolean,
                "Whether exit status 2...255 of the command also passes, and sets the server's "
                    + "weight to the status minus 2; 126 and 127, with which a shell ends that "
                    + "can't run a command, do not. Default: false.")
        case .request:
            Field(
                .text(1...4096),
                "Object of the request. http: the path, default /. ftp: a file. ldap: the base. "
                    + "nntp: a group. dns: a name. mysql, postgresql: a query. sip: the URI. "
                    + "redis: a command. grpc: a service. Default: the smallest request that "
                    + "shows that the service works.")
        case .method:
            Field(.word(Self.methods), "Method of the HTTP request. Default: GET.")
        case .virtualHost:
            Field(
                .text(1...255),
                "Host header of the HTTP request, or the host name for smtp and grpc. Default: "
                    + "the checked address.")
        case .headers:
            Field(.texts, "Additional headers of the HTTP request.")
        case .status:
            Field(
                .statuses,
                "HTTP statuses that pass: numbers, and ranges such as 200-299. Default: "
                    + "[200-399].")
        case .expect:
            Field(
                .text(1...4096),
                "Text that the reply must contain. Not with expectRegex. Default: any reply "
                    + "passes.")
        case .expectRegex:
            Field(
                .text(1...4096),
                "Regular expression that must match somewhere in the reply. Not with expect.")
        case .port:
            Field(.integer(1...65535), "Port to check. Default: the server's port.")
        case .address:
            Field(.address, "Address to check. Default: the server's address.")
        case .source:
            Field(.address, "Source address of the check. Default: chosen by the kernel.")
        case .interval:
            Field(
                .duration(Self.intervals),
                "Time between two checks of a server. Default: the interval of health.")
        case .downInterval:
            Field(
                .duration(Self.intervals),
                "Time between two checks of a server that is down. Default: the interval.")
        case .timeout:
            Field(
                .duration(Self.timeouts),
                "Maximum duration of a check. Default: the timeout of health. HAProxy starts "
                    + "this timer when the connection is open; the connection itself may take "
                    + "timeouts.connect of the proxy, and at most the interval.")
        case .negotiateTimeout:
            Field(
                .duration(Self.timeouts),
                "Maximum duration of a negotiate check. Default: the check's timeout, else the "
                    + "negotiateTimeout of health.")
        case .fall:
            Field(
                .integer(1...100),
                "Consecutive failed checks after which a server is down. Default: the fall of "
                    + "health.")
        case .rise:
            Field(
                .integer(1...100),
                "Consecutive passed checks after which a server is up again. Default: the rise "
                    + "of health.")
        case .start:
            Field(
                .word(StartState.allCases.map(\.rawValue)),
                "State of a server before its first check: up, down, or last, its last known "
                    + "state. Default: last. HAProxy starts every server as up, so with down "
                    + "Ballast checks the servers of a proxy itself.")
        }
    }
}
