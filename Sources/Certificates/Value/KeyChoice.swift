/// A type of key that can be generated.
public enum KeyChoice: String, Sendable, Hashable, CaseIterable {
    /// RSA with 2048 bits.
    case rsa2048
    /// RSA with 3072 bits.
    case rsa3072
    /// RSA with 4096 bits.
    case rsa4096
    /// The curve P-256 of FIPS 186-5.
    case p256
    /// The curve P-384 of FIPS 186-5.
    case p384

    /// The type of the generated key.
    public var type: KeyType {
        switch self {
        case .rsa2048: .rsa(bits: 2048)
        case .rsa3072: .rsa(bits: 3072)
        case .rsa4096: .rsa(bits: 4096)
        case .p256: .curve(name: "prime256v1", bits: 256)
        case .p384: .curve(name: "secp384r1", bits: 384)
        }
    }
}
