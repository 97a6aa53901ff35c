internal import COpenSSL
import Synchronization

/// A SHA-256 digest.
///
/// **Source:** FIPS 180-4.
public struct Digest: Sendable, Hashable {
    /// The bytes.
    ///
    /// **Shape:** exactly ``length``.
    public let bytes: [UInt8]

    /// The number of bytes.
    public static let length = 32

    /// Creates a digest with these bytes; nil: not exactly ``length``.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Parses 64 hexadecimal digits in lower case; nil for any other text.
    public init?(hex: some StringProtocol) {
        let digits = Array(hex.utf8)
        guard digits.count == 2 * Self.length else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(of: digits[place]),
                let low = Self.value(of: digits[place + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// Computes the digest of these bytes.
    public init(of bytes: some Sequence<UInt8>) {
        var stream = DigestStream()
        stream.update(Array(bytes))
        self = stream.finish()
    }

    /// Returns the digest of a document, which is computed once for copies that share their memory.
    ///
    /// Only the last text is remembered. SHA-256 of 100,000 servers takes 5 to 20 ms.
    public static func remembered(of text: [UInt8]) -> Digest {
        let known = memory.withLock { last -> Digest? in
            guard let last, last.text.sharesMemory(with: text) else { return nil }
            return last.digest
        }
        if let known { return known }
        let digest = Digest(of: text)
        memory.withLock { $0 = (text, digest) }
        return digest
    }

    private static let memory = Mutex<(text: [UInt8], digest: Digest)?>(nil)

    /// 64 hexadecimal digits in lower case.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The first 12 hexadecimal digits, for people.
    public var short: String { String(hex.prefix(12)) }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Digest: Comparable {
    /// By bytes.
    public static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension Digest: CustomStringConvertible {
    /// ``hex``.
    public var description: String { hex }
}

extension Digest: Codable {
    /// Decodes ``hex``.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let digest = Digest(hex: try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "no digest")
        }
        self = digest
    }

    /// Encodes ``hex``.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(hex)
    }
}

extension [UInt8] {
    /// Whether both are copies of one array that was not changed since; false: unknown.
    fileprivate func sharesMemory(with other: [UInt8]) -> Bool {
        withUnsafeBufferPointer { mine in
            other.withUnsafeBufferPointer {
                mine.baseAddress == $0.baseAddress && mine.count == $0.count && !mine.isEmpty
            }
        }
    }
}
