/// A certificate, read once into values.
///
/// **Source:** RFC 5280.
public struct Certificate: Sendable, Hashable {
    /// The certificate in DER; two certificates are equal when this is.
    public let der: [UInt8]
    /// The subject, in the text of RFC 4514: `CN=a.example,O=Example`.
    public let subject: String
    /// The issuer.
    public let issuer: String
    /// Its DNS names and addresses, in order.
    public let names: [AlternativeName]
    /// The first second of validity.
    public let notBefore: UTCTime
    /// The last second of validity.
    public let notAfter: UTCTime
    /// Hexadecimal, without separators.
    public let serial: String
    /// SHA-256 of ``der``, hexadecimal, without separators.
    public let fingerprint: String
    /// SHA-1 of ``der``, in HAProxy's notation; it identifies a certificate, but is no proof.
    public let sha1Fingerprint: String
    /// The kind and size of its key.
    public let key: KeyType
    /// The signature algorithm, in OpenSSL's words: `ecdsa-with-SHA256`.
    public let signature: String
    /// Whether its signature uses a forgeable hash: MD2, MD4, MD5, SHA-1.
    public let hasWeakSignature: Bool
    /// Whether it may sign other certificates.
    public let isAuthority: Bool
    /// Whether its own key signed it.
    public let isSelfSigned: Bool
    /// Whether a TLS server may use it; true when it does not limit its use.
    public let isForServers: Bool
    /// Whether it requires a stapled OCSP response.
    ///
    /// Source: RFC 7633.
    public let mustStaple: Bool
    /// The URL of its issuer's certificate, if it has one.
    public let issuerURL: String?

    /// Days left, rounded down; negative after the expiry.
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
