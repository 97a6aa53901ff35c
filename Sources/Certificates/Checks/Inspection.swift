internal import Model

/// What is to be known of a file of a certificate before it can be judged, as values.
public struct Inspection: Sendable, Hashable {
    /// The file's certificates in its order: the server's own first.
    ///
    /// **Shape:** at least one.
    public var certificates: [Certificate]
    /// What the file's key is to its first certificate.
    public var key: KeyStanding
    /// Whether each certificate but the first has issued the one before it.
    public var links: [Bool]
    /// Whether a certificate's issuer is a root that is known here; nil: nobody looked.
    public var isAnchored: Bool?

    /// What a key is to a certificate.
    public enum KeyStanding: String, Sendable, Hashable, Codable {
        /// It is the certificate's.
        case matches
        /// It is not the certificate's.
        case differs
        /// There is none.
        case missing
        /// There is more than one.
        case several
    }

    init(certificates: [Certificate], key: KeyStanding, links: [Bool], isAnchored: Bool?) {
        self.certificates = certificates
        self.key = key
        self.links = links
        self.isAnchored = isAnchored
    }

    /// What a file holds, with its signatures checked; nil when it has no certificate.
    ///
    /// - Parameter anchors: where the end of the chain is looked for.
    public init?(_ contents: FileContents, anchors: TrustAnchors?) {
        guard let leaf = contents.certificates.first, let last = contents.certificates.last else {
            return nil
        }
        certificates = contents.certificates
        key =
            switch contents.keys.count {
            case 0: .missing
            case 1: contents.keys[0].matches(leaf) ? .matches : .differs
            default: .several
            }
        links = zip(certificates, certificates.dropFirst()).map { $1.issued($0) }
        isAnchored = anchors.map { anchors in
            last.isSelfSigned || contents.certificates.contains(where: anchors.knowIssuer)
        }
    }
}

/// What is wrong with the file of a certificate.
///
/// - Parameter file: its bytes; an encrypted key in it is a mistake.
/// - Parameter hosts: the names that clients ask the service for.
/// - Parameter anchors: where the end of the chain is looked for; nil: it is not.
public func inspect(
    _ file: SecretBytes, hosts: [AlternativeName] = [], now: UTCTime,
    anchors: TrustAnchors? = nil
) -> [CertificateFinding] {
    do {
        return inspect(try FileContents(file), hosts: hosts, now: now, anchors: anchors)
    } catch {
        return [CertificateFinding(.certificateUnreadable, .error, "\(error)", hint: error.hint)]
    }
}

/// What is wrong with the contents of a certificate's file.
public func inspect(
    _ contents: FileContents, hosts: [AlternativeName] = [], now: UTCTime,
    anchors: TrustAnchors? = nil
) -> [CertificateFinding] {
    // What is served of a good file is judged, not what is left out of it.
    let inspection = Inspection(contents, anchors: anchors)
    let judgement =
        inspection?.key == .matches
        ? Candidate(contents, anchors: anchors, now: now).judgement
        : Judgement(inspection: inspection, besides: contents.besides)
    return judgement.findings(for: hosts, at: now)
}
