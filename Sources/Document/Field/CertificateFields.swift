import Model

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
