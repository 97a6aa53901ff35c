/// A certificate, read once into values.
///
/// **Source:** RFC 5280.
public struct Certificate: Sendable, Hashable {
    /// The certificate itself, in DER; two certificates are the same when this is.
    public let der: [UInt8]
    /// Whom it is for, in the text of RFC 4514: `CN=a.example,O=Example`.
    public let subject: String
    /// Who signed it.
    public let issuer: String
    /// The DNS names and addresses that it is good for, in its order.
    public let names: [AlternativeName]
    /// Good from this second on.
    public let notBefore: UTCTime
    /// Good up to this second.
    public let notAfter: UTCTime
    /// Hexadecimal, without separators.
    public let serial: String
    /// SHA-256 of ``der``, hexadecimal, without separators.
    public let fingerprint: String
    /// SHA-1 of ``der``, as HAProxy shows it: it tells certificates apart, and proves nothing.
    public let sha1Fingerprint: String
    /// The kind and size of its key.
    public let key: KeyType
    /// How it is signed, in OpenSSL's words: `ecdsa-with-SHA256`.
    public let signature: String
    /// Signed with a hash that can be forged: MD2, MD4, MD5, SHA-1.
    public let hasWeakSignature: Bool
    /// May sign other certificates.
    public let isAuthority: Bool
    /// Signed with its own key.
    public let isSelfSigned: Bool
    /// May be shown by a TLS server; true when it does not say for what it is.
    public let isForServers: Bool
    /// Demands a stapled OCSP response of its server.
    ///
    /// Source: RFC 7633.
    public let mustStaple: Bool
    /// Where its issuer's certificate can be had, when it says so.
    public let issuerURL: String?

    /// Days left, rounded down; negative when they are over.
    public func daysLeft(at now: UTCTime) -> Int {
        notAfter.days(since: now)
    }

    /// Equal DER.
    public static func == (left: Certificate, right: Certificate) -> Bool {
        left.der == right.der
    }

    /// By DER.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
    }
}

extension Certificate: CustomStringConvertible {
    /// The subject; or the first name, when it has no subject.
    public var description: String {
        subject.isEmpty ? names.first?.description ?? "serial \(serial)" : subject
    }
}
