import Model

/// The keys of an element of `sslServices`.
enum SSLServiceFields: Int, ObjectFields {
    case name, listen, certificate, certificates, backend, endpoint, profile, minimumVersion, alpn
    case hsts, redirect, clientCertificates, sessionTickets, log

    static let table = ObjectTable(
        "SSL service", of: Self.self,
        "TLS listener: terminates TLS and forwards the decrypted traffic. It has either "
            + "certificate or certificates, and either backend or endpoint.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique among services, proxies and sslServices.")
        case .listen:
            Field(.endpoints, required: true, "Address and port for clients, or a list of them.")
        case .certificate: Field(.name, "Name of the certificate.")
        case .certificates:
            Field(
                .textList(1...256),
                "Names of certificates. A client gets the certificate that matches its server "
                    + "name (SNI), else the first.")
        case .backend:
            Field(
                .name,
                "Name of the proxy that gets the decrypted traffic, in the same process: the "
                    + "client's address is kept.")
        case .endpoint:
            Field(
                .endpoint,
                "Address and port that get the decrypted traffic over HTTP.")
        case .profile:
            Field(
                .word(TLSProfile.allCases.map(\.rawValue)), default: "intermediate",
                "TLS versions and ciphers, as recommended by Mozilla.")
        case .minimumVersion:
            Field(
                .word(TLSVersion.allCases.map(\.rawValue)),
                "Minimum TLS version, in quotes: \"1.2\". Clients of that version get the "
                    + "ciphers of the profile that supports it. Default: the minimum of the "
                    + "profile.")
        case .alpn:
            Field(
                .textList(1...32),
                "ALPN protocols to offer, in order of preference. Default: [h2, http/1.1] for "
                    + "HTTP.")
        case .hsts:
            Field(
                .objectOrOne(HSTSFields.table, "maxAge"),
                "Strict-Transport-Security (RFC 6797): browsers must use TLS. Default: not sent.")
        case .redirect:
            Field(
                .boolean, default: false,
                "Whether requests that reach the backend without TLS are redirected to this "
                    + "service, unless a trusted proxy received them over TLS.")
        case .clientCertificates:
            Field(
                .objectOrOne(ClientCertificateFields.table, "ca"), "TLS client certificates.")
        case .sessionTickets:
            Field(
                .boolean, default: false,
                "Whether a client may store its session in a ticket, encrypted with a key of "
                    + "this process, to resume it later. Without it, sessions are resumed from "
                    + "the memory of this process.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table),
                "Access log of a service with endpoint; a service with backend uses the log of "
                    + "its proxy. Default: the log of haproxy, else off.")
        }
    }
}

/// The keys of `hsts`.
enum HSTSFields: Int, ObjectFields {
    case maxAge, includeSubdomains

    static let table = ObjectTable(
        "HSTS section", of: Self.self,
        "Strict-Transport-Security: the promise that the site supports TLS.")

    var field: Field {
        switch self {
        case .maxAge:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(3650, .days))),
                default: "365d", "Time for which browsers use TLS only.")
        case .includeSubdomains:
            Field(.boolean, default: false, "Whether the promise includes subdomains.")
        }
    }
}

/// The keys of `clientCertificates`.
enum ClientCertificateFields: Int, ObjectFields {
    case ca, crl, required, forward

    static let table = ObjectTable(
        "client certificate section", of: Self.self, "TLS client certificates.")

    var field: Field {
        switch self {
        case .ca:
            Field(
                .text(1...4096), required: true,
                "File of the certificate authorities that sign them.")
        case .crl: Field(.text(1...4096), "File of revoked certificates (CRL). Default: none.")
        case .required:
            Field(.boolean, default: true, "Whether clients without a certificate are rejected.")
        case .forward:
            Field(
                .boolean, default: false,
                "Whether requests to servers have the client's certificate in "
                    + "X-SSL-Client-Verify (0: valid), -DN, -CN, -Serial, -SHA1 and -Cert "
                    + "(base64). Headers of these names from the client are removed. Mode http.")
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
                "File with certificate, private key and chain, relative to the document's "
                    + "directory unless it begins with /. Default: a self-signed certificate "
                    + "until one is imported.")
        case .key:
            Field(
                .text(1...4096),
                "File of the private key, if it is not in file, as for certbot's fullchain.pem "
                    + "and privkey.pem. Default: the key is in file.")
        case .ca:
            Field(
                .text(1...4096),
                "File of root certificates that clients of this certificate trust, for a private "
                    + "authority. Default: the chain must end at a root of this system.")
        case .names:
            Field(
                .textList(1...253),
                "DNS names and addresses that clients use. The certificate must be valid for "
                    + "them, and a self-signed certificate is made for them. Default: a "
                    + "self-signed certificate is made for the addresses of its SSL services.")
        }
    }
}

/// The keys of `haproxy`.
enum ProxyProcessFields: Int, ObjectFields {
    case hardStopAfter, maxReloads, log, raw

    static let table = ObjectTable(
        "HAProxy section", of: Self.self, "Settings of the HAProxy process.")

    var field: Field {
        switch self {
        case .hardStopAfter:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(7, .days))),
                "Time after which the connections of a replaced configuration are closed. "
                    + "Default: never.")
        case .maxReloads:
            Field(
                .integer(1...100_000), default: 300,
                "Number of reloads that a connection survives. Each reload leaves an old worker "
                    + "behind, with its memory, until its last connection ends. A worker that has "
                    + "seen more reloads is ended with its connections.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table), default: "off",
                "Access log of proxies and sslServices without a log of their own.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's configuration language for its global section.")
        }
    }
}

/// The keys of `admin`.
enum AdminFields: Int, ObjectFields {
    case statistics, statisticsPage

    static let table = ObjectTable(
        "admin section", of: Self.self, "Interfaces for operators.")

    var field: Field {
        switch self {
        case .statistics:
            Field(.endpoint, "Address and port of HAProxy's statistics page, usually port 7777.")
        case .statisticsPage:
            Field(
                .object(StatisticsPageFields.table),
                "Access to the statistics page. Default: open to every client that reaches its "
                    + "address.")
        }
    }
}

/// The keys of `statisticsPage`.
enum StatisticsPageFields: Int, ObjectFields {
    case login, password, passwordFile, allow, raw

    static let table = ObjectTable(
        "statistics page", of: Self.self, "Access to the statistics page.")

    var field: Field {
        switch self {
        case .login: Field(.text(1...255), "User name of the login. Default: no login.")
        case .password:
            Field(
                .text(1...1024),
                "Password of login. It is never printed. Not with passwordFile.")
        case .passwordFile: Field(.text(1...4096), SecretFileText.password)
        case .allow:
            Field(
                .textList(2...49),
                "Addresses and networks of clients with access. Default: all.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's configuration language for the section of the page.")
        }
    }
}
