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

    /// What there is to tell of the certificates as they are, each in one sentence.
    ///
    /// A certificate that is seen for the first time is told of only where something is wrong.
    /// What is no longer served is forgotten.
    public mutating func news(of statuses: [CertificateStatus]) -> [String] {
        let before = told
        told = [:]
        return statuses.flatMap { status -> [String] in
            told[status.name] = Told(
                fingerprint: status.fingerprint, expiry: status.expiry, refusal: status.refusal)
            return Self.news(of: status, since: before[status.name])
        }
    }

    private static func news(of status: CertificateStatus, since told: Told?) -> [String] {
        var sentences: [String] = []
        let name = "certificate \(status.name)"
        if let refusal = status.refusal, refusal != told?.refusal {
            sentences.append("\(name): the file is not taken: \(refusal)")
        }
        let isAnother = status.fingerprint != told?.fingerprint
        if told != nil, isAnother, status.fingerprint != nil {
            let kind = status.isSelfSigned ? "a self-signed one" : "another one"
            sentences.append("\(name): \(kind) is served now, for \(status.namesInShort)")
        } else if told?.refusal != nil, status.refusal == nil {
            sentences.append("\(name): the file is good again")
        }
        guard let expiry = status.expiry else { return sentences }
        // Told already, or something graver was; of another one everything is told anew.
        if !isAnother, let former = told?.expiry, former >= expiry { return sentences }
        sentences.append("\(name): \(status.ending)")
        return sentences
    }
}
