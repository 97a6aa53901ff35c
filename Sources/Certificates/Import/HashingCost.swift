/// The amount of hashing that a file requires before a password can be tried.
///
/// The author of the file chooses it.
///
/// The parameters are found by their object identifiers anywhere in the DER, which covers keys,
/// PKCS#8 and the readable part of PKCS#12.
///
/// **Source:** RFC 8018 appendices A.2 and A.4, RFC 7914 section 7, RFC 7292 appendix C.
struct HashingCost {
    /// Maximum number of rounds of PBKDF2 and its predecessors: seconds, not hours.
    static let roundLimit = 10_000_000
    /// Maximum work of scrypt, N times r times p: a few seconds, and 128 times as many bytes.
    static let scryptLimit = 1 << 24

    private enum Method {
        case rounds, scrypt
    }

    /// 1.2.840.113549.1.5.12, PBKDF2; 1.2.840.113549.1.12.1, PKCS#12 with one more number;
    /// 1.2.840.113549.1.5, PBES1 with one more number; 1.3.6.1.4.1.11591.4.11, scrypt.
    private static let methods: [(prefix: [UInt8], rest: ClosedRange<UInt8>?, method: Method)] = [
        ([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05], 1...12, .rounds),
        ([0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01], 1...6, .rounds),
        ([0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b], nil, .scrypt),
    ]

    /// **Errors:** `CertificateFailure`: the file exceeds the limit.
    static func check(
        _ der: UnsafeRawBufferPointer, _ operation: String
    ) throws(CertificateFailure) {
        guard isTooMuch(der) else { return }
        throw CertificateFailure(
            operation, "it wants too many rounds of hashing",
            hint: "encrypt it again with fewer: openssl pkcs8 -topk8 -iter 600000")
    }

    private static func isTooMuch(_ der: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < der.count {
            defer { place += 1 }
            guard der[place] == 0x06 else { continue }
            for (prefix, rest, method) in methods where der[place...].starts(with: prefix) {
                var next = place + prefix.count
                if let rest {
                    guard next < der.count, rest.contains(der[next]) else { continue }
                    next += 1
                }
                let numbers = parameters(der, at: next)
                switch method {
                case .rounds: if (numbers.first ?? 0) > roundLimit { return true }
                case .scrypt:
                    let work = numbers.prefix(3).reduce(1) { product, number in
                        let (value, isLarge) = product.multipliedReportingOverflow(by: number)
                        return isLarge ? Int.max : value
                    }
                    if work > scryptLimit { return true }
                }
            }
        }
        return false
    }

    /// The integers of a sequence that begins with a salt; too large ones are clamped.
    private static func parameters(_ der: UnsafeRawBufferPointer, at place: Int) -> [Int] {
        guard let sequence = element(der, at: place), sequence.tag == 0x30,
            let salt = element(der, at: sequence.content.lowerBound), salt.tag == 0x04
        else { return [] }
        var numbers: [Int] = []
        var next = salt.content.upperBound
        while let number = element(der, at: next), number.tag == 0x02, numbers.count < 4 {
            let bytes = der[number.content].drop { $0 == 0 }
            numbers.append(
                bytes.count > 7 ? Int.max : bytes.reduce(0) { $0 << 8 | Int($1) })
            next = number.content.upperBound
        }
        return numbers
    }

    /// The element at an offset; nil: no complete element begins there.
    private static func element(
        _ der: UnsafeRawBufferPointer, at place: Int
    ) -> (tag: UInt8, content: Range<Int>)? {
        guard place + 1 < der.count else { return nil }
        var begin = place + 2
        var count = Int(der[place + 1])
        if count >= 0x80 {
            let digits = count - 0x80
            guard (1...4).contains(digits), begin + digits <= der.count else { return nil }
            count = der[begin..<begin + digits].reduce(0) { $0 << 8 | Int($1) }
            begin += digits
        }
        guard begin + count <= der.count else { return nil }
        return (der[place], begin..<begin + count)
    }
}
