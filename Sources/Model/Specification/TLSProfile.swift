/// A set of TLS versions and ciphers.
///
/// Source: Mozilla, Security/Server Side TLS, guidelines 5.7.
public enum TLSProfile: String, Sendable, Hashable, Codable, CaseIterable {
    /// TLS 1.3 only.
    case modern
    /// TLS 1.2 and 1.3, for nearly all clients.
    case intermediate
    /// TLS 1.0 and up, for very old clients.
    case old
}
