internal import Model

/// The facts about a certificate's file that its findings depend on, as values.
public struct Inspection: Sendable, Hashable {
    /// The file's certificates in its order: the server's own first.
    ///
    /// **Shape:** at least one.
    public var certificates: [Certificate]
    /// The relation of the file's key to its first certificate.
    public var key: KeyStanding
    /// Whether each certificate after the first has issued the previous one.
    public var links: [Bool]
    /// Whether a certificate's issuer is a known root; nil: not examined.
    public var isAnchored: Bool?
    /// Whether the first certificate is self-signed and itself a known root.
    public var isRoot = false

    /// The relation of a key to a certificate.
    public enum KeyStanding: String, Sendable, Hashable, Codable {
        /// The key belongs to the certificate.
        case matches
        /// The key belongs to another certificate.
        case differs
        /// The file has no key.
        case missing
        /// The file has more than one key.
        case several
    }

    init(certificates: [Certificate], key: KeyStanding, links: [Bool], isAnchored: Bool?) {
        self.certificates = certificates
        self.key = key
        self.links = links
        self.isAnchored = isAnchored
    }

    /// Inspects a file and verifies its signatures; nil when it has no certificate.
    ///
    /// - Parameter anchors: the roots in which the end of the chain is searched.
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
        isRoot = anchors?.hasRoot(leaf) == true
        isAnchored = anchors.map { anchors in
            last.isSelfSigned || contents.certificates.contains(where: anchors.knowIssuer)
        }
    }
}

/// Returns the findings about a certificate's file.
///
/// - Parameter file: its bytes; an encrypted key in it is a finding.
/// - Parameter hosts: the host names of the service.
/// - Parameter anchors: the roots in which the end of the chain is searched; nil: not searched.
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

/// Returns the findings about the contents of a certificate's file.
public func inspect(
    _ contents: FileContents, hosts: [AlternativeName] = [], now: UTCTime,
    anchors: TrustAnchors? = nil
) -> [CertificateFinding] {
    // The served part of a valid file is judged, not the omitted part.
    let inspection = Inspection(contents, anchors: anchors)
    let judgement =
        inspection?.key == .matches
        ? Candidate(contents, anchors: anchors, now: now).judgement
        : Judgement(inspection: inspection, besides: contents.besides)
    return judgement.findings(for: hosts, at: now)
}
