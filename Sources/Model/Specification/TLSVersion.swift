/// A version of TLS.
public enum TLSVersion: String, Sendable, Hashable, Codable, CaseIterable {
    /// RFC 2246.
    case tls10 = "1.0"
    /// RFC 4346.
    case tls11 = "1.1"
    /// RFC 5246.
    case tls12 = "1.2"
    /// RFC 8446.
    case tls13 = "1.3"
}
