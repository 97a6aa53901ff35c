import Model

/// The keys of an element of `sslServices`.
enum SSLServiceFields: Int, ObjectFields {
    case name, listen, certificate, certificates, backend, endpoint, profile, minimumVersion, alpn
    case hsts, redirect, clientCertificates, sessionTickets, limits, log

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
        case .limits:
            Field(
                .object(SourceLimitFields.table),
                "Limits of the connections from one source, in the kernel: before TLS. "
                    + "Default: none.")
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
