import Model

/// The keys of an element of `sslServices`.
enum SSLServiceFields: Int, ObjectFields {
    case name, listen, certificate, certificates, backend, endpoint, profile, minimumVersion, alpn
    case hsts, redirect, clientCertificates, sessionTickets, log

    static let table = ObjectTable(
        "SSL service", of: Self.self,
        "Where TLS of clients ends. It has either certificate or certificates, and either backend "
            + "or endpoint.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique among services, proxies and sslServices.")
        case .listen:
            Field(.endpoints, required: true, "Address and port of clients, or several.")
        case .certificate: Field(.name, "Name of the certificate.")
        case .certificates:
            Field(
                .textList(1...256),
                "Names of certificates: a client gets the one for the name that it asks for, else "
                    + "the first.")
        case .backend:
            Field(
                .name,
                "Name of the proxy that gets what was said, in the same process: the client's "
                    + "address is kept.")
        case .endpoint: Field(.endpoint, "Address and port that get what was said over HTTP.")
        case .profile:
            Field(
                .word(TLSProfile.allCases.map(\.rawValue)), default: "intermediate",
                "Versions and ciphers, as Mozilla recommends them.")
        case .minimumVersion:
            Field(
                .word(TLSVersion.allCases.map(\.rawValue)),
                "The oldest version of TLS, in quotes: \"1.2\". Its clients get the ciphers of the "
                    + "profile that is for them. Default: as the profile says.")
        case .alpn:
            Field(
                .textList(1...32),
                "Protocols that are offered, best first. Default: [h2, http/1.1] where HTTP is "
                    + "spoken.")
        case .hsts:
            Field(
                .objectOrOne(HSTSFields.table, "maxAge"),
                "Whether browsers are told to come by TLS only (RFC 6797). Default: they are not.")
        case .redirect:
            Field(
                .boolean, default: false,
                "Whether what comes to the backend in the clear is sent here, unless the client "
                    + "came to a trusted proxy by TLS.")
        case .clientCertificates:
            Field(
                .objectOrOne(ClientCertificateFields.table, "ca"), "How clients show who they are.")
        case .sessionTickets:
            Field(
                .boolean, default: false,
                "Whether a client may keep the keys of its session, sealed with a key of this "
                    + "process, and come back with them. Without it sessions are resumed from this "
                    + "process's memory.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table),
                "Access log of a service with endpoint; one with backend is in the log of its "
                    + "proxy. Default: as the log of haproxy says, else off.")
        }
    }
}

/// The keys of `hsts`.
enum HSTSFields: Int, ObjectFields {
    case maxAge, includeSubdomains

    static let table = ObjectTable(
        "HSTS section", of: Self.self, "A promise that the site is to be had by TLS.")

    var field: Field {
        switch self {
        case .maxAge:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(3650, .days))),
                default: "365d", "How long browsers keep to it.")
        case .includeSubdomains:
            Field(.boolean, default: false, "Whether it holds for subdomains.")
        }
    }
}

/// The keys of `clientCertificates`.
enum ClientCertificateFields: Int, ObjectFields {
    case ca, crl, required, forward

    static let table = ObjectTable(
        "client certificate section", of: Self.self, "How clients show who they are.")

    var field: Field {
        switch self {
        case .ca: Field(.text(1...4096), required: true, "File of the authorities that sign.")
        case .crl: Field(.text(1...4096), "File of revoked certificates. Default: none is.")
        case .required:
            Field(.boolean, default: true, "Whether a client without a certificate is refused.")
        case .forward:
            Field(
                .boolean, default: false,
                "Whether servers are told of the client's certificate by X-SSL-Client-Verify (0: "
                    + "good), -DN, -CN, -Serial, -SHA1 and -Cert (base64). What a client sends "
                    + "under these names is removed. Mode http.")
        }
    }
}

/// The keys of an element of `certificates`.
enum CertificateFields: Int, ObjectFields {
    case name, file, names, key, ca

    static let table = ObjectTable(
        "certificate", of: Self.self, "A certificate with its key and its chain.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique among the certificates.")
        case .file:
            Field(
                .text(1...4096),
                "File with certificate, key and chain, beside the document unless it begins with "
                    + "/. Default: self-signed until one is imported.")
        case .key:
            Field(
                .text(1...4096),
                "File of the private key, where it is not in file, as certbot has it: "
                    + "fullchain.pem and privkey.pem. Default: the key is in file.")
        case .ca:
            Field(
                .text(1...4096),
                "File of roots that clients of this certificate know, for an authority of your "
                    + "own. Default: the chain has to end at a root of this system.")
        case .names:
            Field(
                .textList(1...253),
                "DNS names and addresses that clients ask for. It is checked that the certificate "
                    + "is for them, and a self-signed one gets them. Default: a self-signed one "
                    + "gets the addresses of its SSL services.")
        }
    }
}

/// The keys of `haproxy`.
enum ProxyProcessFields: Int, ObjectFields {
    case hardStopAfter, maxReloads, log, raw

    static let table = ObjectTable(
        "HAProxy section", of: Self.self, "What holds for the process that serves proxies.")

    var field: Field {
        switch self {
        case .hardStopAfter:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(7, .days))),
                "How long connections of a replaced configuration may go on. Default: without end.")
        case .maxReloads:
            Field(
                .integer(1...100_000), default: 300,
                "Reloads that a connection outlives. Each reload leaves an old worker behind, with "
                    + "its memory, until its last connection ends; one that has seen more reloads "
                    + "than this is ended with its connections.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table), default: "off",
                "Access log of proxies and sslServices that have no log of their own.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's own language for its global section.")
        }
    }
}

/// The keys of `admin`.
enum AdminFields: Int, ObjectFields {
    case statistics, statisticsPage

    static let table = ObjectTable(
        "admin section", of: Self.self, "What an operator can look at.")

    var field: Field {
        switch self {
        case .statistics:
            Field(.endpoint, "Address and port of HAProxy's statistics page; 7777 is usual.")
        case .statisticsPage:
            Field(
                .object(StatisticsPageFields.table),
                "Who sees the statistics page. Default: everybody who reaches its address.")
        }
    }
}

/// The keys of `statisticsPage`.
enum StatisticsPageFields: Int, ObjectFields {
    case login, password, passwordFile, allow, raw

    static let table = ObjectTable(
        "statistics page", of: Self.self, "Who sees the statistics page.")

    var field: Field {
        switch self {
        case .login: Field(.text(1...255), "Who logs in. Default: no login is asked for.")
        case .password:
            Field(
                .text(1...1024),
                "The password of login. It is never printed. Not with passwordFile.")
        case .passwordFile: Field(.text(1...4096), SecretFileText.password)
        case .allow:
            Field(
                .textList(2...49),
                "Addresses and networks of clients that see it. Default: all of them.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's own language for the section of the page.")
        }
    }
}
