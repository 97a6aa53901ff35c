/// The type and size of a key.
public enum KeyType: Sendable, Hashable {
    /// RSA, with the bits of its modulus.
    case rsa(bits: Int)
    /// An elliptic curve, with OpenSSL's name and its bits.
    case curve(name: String, bits: Int)
    /// Any other key: Ed25519, DSA.
    case other(name: String, bits: Int)

    /// Number of bits of the modulus or the group.
    public var bits: Int {
        switch self {
        case .rsa(let bits), .curve(_, let bits), .other(_, let bits): bits
        }
    }

    /// Whether the key is too small for current use: RSA below 2048 bits, a curve below 224, any
    /// DSA.
    ///
    /// **Source:** NIST SP 800-131A revision 2, section 3.
    public var isWeak: Bool {
        switch self {
        case .rsa(let bits): bits < 2048
        case .curve(_, let bits): bits < 224
        case .other(let name, _): name == "DSA"
        }
    }
}

extension KeyType: CustomStringConvertible {
    /// `RSA 2048`, `P-256`, `ED25519`.
    public var description: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .curve("prime256v1", _): "P-256"
        case .curve("secp384r1", _): "P-384"
        case .curve(let name, _): name
        case .other(let name, _): name
        }
    }
}
