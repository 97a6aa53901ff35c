internal import CArgon2
import Model

/// The Argon2id hash of a password, with its salt and its parameters.
public struct PasswordHash: Sendable, Hashable {
    /// The text of the Password Hashing Competition: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
    public let text: String
    /// The parameters.
    public let cost: PasswordCost

    /// The length of a salt.
    ///
    /// **Unit:** bytes.
    private static let saltLength = 16
    /// The length of a hash.
    ///
    /// **Unit:** bytes.
    private static let length = 32

    /// Computes the hash of a password with a random salt.
    ///
    /// It takes the memory and the time of the cost, so it belongs on a thread of its own.
    ///
    /// **Errors:** `HostFailure`: there is no memory.
    public init(of password: [UInt8], cost: PasswordCost = .usual) throws(HostFailure) {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        var encoded = [CChar](
            repeating: 0,
            count: argon2_encodedlen(
                cost.passes, cost.memory, cost.lanes, UInt32(Self.saltLength),
                UInt32(Self.length), Argon2_id))
        let code = argon2id_hash_encoded(
            cost.passes, cost.memory, cost.lanes, password, password.count, salt, salt.count,
            Self.length, &encoded, encoded.count)
        guard code == ARGON2_OK.rawValue else { throw Self.failure(code) }
        text = String(
            decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.cost = cost
    }

    /// Parses the text; nil: another algorithm, another form, or a cost that a file may not demand.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard text.utf8.count <= 256, parts.count == 6, parts[0].isEmpty,
            parts[1] == "argon2id", parts[2] == "v=19",
            let cost = Self.cost(parts[3]), cost.isBearable,
            Self.bytes(parts[4], 8...64), Self.bytes(parts[5], 16...64)
        else { return nil }
        self.text = text
        self.cost = cost
    }

    /// Whether a password is the one of this hash, compared in constant time.
    ///
    /// **Errors:** `HostFailure`: there is no memory.
    public func matches(_ password: [UInt8]) throws(HostFailure) -> Bool {
        let code = argon2id_verify(text, password, password.count)
        switch code {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw Self.failure(code)
        }
    }

    /// Parses `m=19456,t=2,p=1`.
    private static func cost(_ text: Substring) -> PasswordCost? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        guard words.count == 3 else { return nil }
        let numbers = zip(words, ["m=", "t=", "p="]).compactMap { word, key -> UInt32? in
            let digits = word.dropFirst(2)
            // One number has one text.
            guard word.hasPrefix(key), let number = UInt32(digits), "\(number)" == digits else {
                return nil
            }
            return number
        }
        guard numbers.count == 3 else { return nil }
        return PasswordCost(memory: numbers[0], passes: numbers[1], lanes: numbers[2])
    }

    /// Whether a text is Base64 without padding of so many bytes.
    private static func bytes(_ text: Substring, _ count: ClosedRange<Int>) -> Bool {
        guard !text.utf8.contains(where: { "-_=".utf8.contains($0) }),
            let bytes = Base64.urlDecoded(text.utf8)
        else { return false }
        return count.contains(bytes.count)
    }

    private static func failure(_ code: Int32) -> HostFailure {
        HostFailure(
            operation: "hash a password", reason: String(cString: argon2_error_message(code)))
    }
}

extension PasswordHash: CustomStringConvertible {
    /// The algorithm; never the hash.
    public var description: String { "an argon2id hash" }
}

extension PasswordHash: Codable {
    /// Decodes ``text``.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let hash = PasswordHash(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: value, debugDescription: "no argon2id hash of a bearable cost")
        }
        self = hash
    }

    /// Encodes ``text``.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(text)
    }
}
