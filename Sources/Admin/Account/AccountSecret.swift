import Certificates
import Model

/// A random secret of 256 bits: of a session, a token or a setup link.
///
/// Only its digest is kept. A guess is hopeless, so a digest without a salt and a comparison by a
/// dictionary disclose nothing of use.
struct AccountSecret: Sendable, Hashable {
    private let bytes: [UInt8]

    /// The number of bytes.
    private static let length = 32
    /// The number of characters of ``text``.
    static let textLength = 43
    /// The beginning of a token's text, by which programs that look for secrets find it.
    static let tokenPrefix = "ballast_"

    /// Creates a random secret.
    init() {
        var random = SystemRandomNumberGenerator()
        bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Parses ``text``, and nothing else; nil for any other text.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength, let bytes = Base64.urlDecoded(text.utf8),
            bytes.count == Self.length, Base64.urlEncoded(bytes).utf8.elementsEqual(text.utf8)
        else { return nil }
        self.bytes = bytes
    }

    /// Parses the text of a token: ``tokenPrefix`` and ``text``.
    init?(token text: String) {
        guard text.utf8.count == Self.tokenPrefix.utf8.count + Self.textLength,
            text.utf8.starts(with: Self.tokenPrefix.utf8)
        else { return nil }
        self.init(String(decoding: text.utf8.dropFirst(Self.tokenPrefix.utf8.count), as: UTF8.self))
    }

    /// Base64 for URLs without padding: letters, digits, `-` and `_`.
    var text: String { Base64.urlEncoded(bytes) }

    /// SHA-256 as 64 hexadecimal digits.
    var digest: String { Self.hex(SecretBytes(bytes).sha256) }

    /// The CSRF token of the session: a hash, so that a form does not reveal this secret.
    var formProof: String { Self.hex(SecretBytes(Array("ballast form\0".utf8) + bytes).sha256) }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Whether two texts are equal, in a time that depends on their lengths alone.
    static func isEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension AccountSecret: CustomStringConvertible, CustomReflectable {
    /// Nothing of the secret.
    var description: String { "a secret" }
    /// Nothing.
    var customMirror: Mirror { Mirror(self, children: []) }
}
