public import Model

/// The last reported state of each certificate, so that each change is reported once.
///
/// It survives restarts: changes during a downtime are reported at the next start, and none is
/// reported twice.
public struct CertificateMemory: Sendable, Hashable, Codable {
    /// Reports by the certificate's name in the document.
    private var told: [String: Told]

    /// The last report of a certificate.
    private struct Told: Sendable, Hashable, Codable {
        /// SHA-256 of the served certificate; nil: none was served.
        var fingerprint: String?
        /// The last expiry notice.
        var expiry: ExpiryNotice?
        /// The reason for the refusal of its file.
        var refusal: String?
    }

    /// Creates an empty memory.
    public init() {
        told = [:]
    }

    /// A change of a certificate, reported as an event.
    public struct News: Sendable, Hashable {
        /// `certificate` if an operator must act, `renewed` if the certificate is good.
        public var kind: Event.Kind
        /// One sentence.
        public var sentence: String
    }

    /// Returns the changes since the last call, and remembers these statuses.
    ///
    /// A certificate that is seen for the first time is reported only if it has a problem or is
    /// self-signed. A certificate that is no longer served is forgotten.
    public mutating func news(of statuses: [CertificateStatus]) -> [News] {
        let before = told
        told = [:]
        return statuses.flatMap { status -> [News] in
            told[status.name] = Told(
                fingerprint: status.fingerprint, expiry: status.expiry, refusal: status.refusal)
            return Self.news(of: status, since: before[status.name])
        }
    }

    private static func news(of status: CertificateStatus, since told: Told?) -> [News] {
        var news: [News] = []
        func tell(_ kind: Event.Kind, _ text: String) {
            news.append(News(kind: kind, sentence: "certificate \(status.name): \(text)"))
        }
        if let refusal = status.refusal, refusal != told?.refusal {
            tell(.certificate, "the file is not taken: \(refusal)")
        }
        let isAnother = status.fingerprint != told?.fingerprint
        // The first certificate is reported too if it is self-signed, because clients reject it.
        if told != nil || status.isSelfSigned, isAnother, status.fingerprint != nil {
            let kind = status.isSelfSigned ? "a self-signed one" : "another one"
            tell(
                status.isSelfSigned ? .certificate : .renewed,
                "\(kind) is served now, for \(status.namesInShort)")
        } else if told?.refusal != nil, status.refusal == nil {
            tell(.renewed, "the file is good again")
        }
        guard let expiry = status.expiry else { return news }
        // Already reported, or a graver notice was; a new certificate starts from the beginning.
        if !isAnother, let former = told?.expiry, former >= expiry { return news }
        tell(.certificate, status.ending)
        return news
    }
}
