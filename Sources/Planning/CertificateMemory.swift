public import Model

/// What was told of certificates, so that each thing is told once.
///
/// It is kept over a restart: what came about meanwhile is told then, and nothing twice.
public struct CertificateMemory: Sendable, Hashable, Codable {
    /// By the certificate's name in the document.
    private var told: [String: Told]

    /// What was told of one.
    private struct Told: Sendable, Hashable, Codable {
        /// SHA-256 of what was served; nil: nothing was.
        var fingerprint: String?
        /// How near its end was.
        var expiry: ExpiryNotice?
        /// Why its file was refused.
        var refusal: String?
    }

    /// Nothing was told.
    public init() {
        told = [:]
    }

    /// One piece of news, as an event tells it.
    public struct News: Sendable, Hashable {
        /// `certificate` where an operator has to act, `renewed` where all is well.
        public var kind: Event.Kind
        /// One sentence.
        public var sentence: String
    }

    /// The news of the certificates as they are.
    ///
    /// A certificate that is seen for the first time is news only where something is wrong, or
    /// where it is self-signed. A certificate that is no longer served is forgotten.
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
        // The first one is news too when it is self-signed: clients refuse it.
        if told != nil || status.isSelfSigned, isAnother, status.fingerprint != nil {
            let kind = status.isSelfSigned ? "a self-signed one" : "another one"
            tell(
                status.isSelfSigned ? .certificate : .renewed,
                "\(kind) is served now, for \(status.namesInShort)")
        } else if told?.refusal != nil, status.refusal == nil {
            tell(.renewed, "the file is good again")
        }
        guard let expiry = status.expiry else { return news }
        // Told already, or something graver was; of another one everything is told anew.
        if !isAnother, let former = told?.expiry, former >= expiry { return news }
        tell(.certificate, status.ending)
        return news
    }
}
