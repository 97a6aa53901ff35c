internal import COpenSSL
internal import Model

/// Certificate revocation lists, with the authorities whose clients they apply to.
///
/// A client is rejected if any authority of its chain has no list or an expired one.
///
/// **Source:** `X509_VERIFY_PARAM_set_flags(3)`, `X509_V_FLAG_CRL_CHECK_ALL`, which HAProxy sets.
public struct RevocationLists: Sendable {
    private let lists: [List]
    private let authorities: [Certificate]

    /// A list: its authority, and its expiry; nil: it never expires.
    private struct List {
        let issuer: String
        let nextUpdate: UTCTime?
    }

    /// Reads the lists in one file, for the authorities in another.
    ///
    /// **Errors:** unreadable authorities; OpenSSL's reasons, for a list with missing values.
    public init(
        _ lists: SecretBytes, authorities: SecretBytes
    ) throws(CertificateFailure) {
        self.authorities = try FileContents(authorities).certificates.filter(\.isAuthority)
        self.lists = try lists.withBytes { (bytes) throws(CertificateFailure) in
            try reading(bytes) { (memory) throws(CertificateFailure) -> [List] in
                var lists: [List] = []
                while lists.count < Self.limit,
                    let list = PEM_read_bio_X509_CRL(memory, nil, nil, nil)
                {
                    defer { X509_CRL_free(list) }
                    let issuer = try printed {
                        _ = ballast_print_name($0, X509_CRL_get_issuer(list))
                    }
                    let next = X509_CRL_get0_nextUpdate(list)
                    var time: UTCTime?
                    if let next { time = try UTCTime(next) }
                    lists.append(List(issuer: issuer, nextUpdate: time))
                }
                return lists
            }
        }
        // OpenSSL reports the end of the file as an error, which must not affect the next call.
        _ = ErrorQueue()
    }

    /// Maximum number of lists in a file.
    private static let limit = 1000

    /// Returns the authorities whose clients are all rejected.
    ///
    /// **Shape:** in the order of the files.
    public func findings(at now: UTCTime) -> [CertificateFinding] {
        let present = lists.filter { list in list.nextUpdate.map { $0 > now } ?? true }
        let over = lists.filter { list in !present.contains { $0.issuer == list.issuer } }
        let missing = authorities.filter { authority in
            !lists.contains { $0.issuer == authority.subject }
        }
        return over.map { list in
            CertificateFinding(
                .revocationListOver, .warning,
                "the list of revoked certificates of \(list.issuer) expired on "
                    + "\(list.nextUpdate.map { "\($0)" } ?? "ever"): its clients are refused",
                hint: "fetch the authority's present list")
        }
            + missing.map { authority in
                CertificateFinding(
                    .revocationListMissing, .warning,
                    "there is no list of revoked certificates of \(authority.subject): its "
                        + "clients are refused",
                    hint: "add the authority's list to the file")
            }
    }
}
