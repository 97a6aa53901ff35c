import Model

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
