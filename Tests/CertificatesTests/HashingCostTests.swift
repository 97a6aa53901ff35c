import TestThreads
import Testing

@testable import Certificates

@Suite("Hashing that a file asks for", .ownThreads)
struct HashingCostTests {
    /// An object identifier, then a sequence of a salt and these numbers.
    private func der(_ identifier: [UInt8], _ numbers: [[UInt8]]) -> [UInt8] {
        var content: [UInt8] = [0x04, 0x02, 0xaa, 0xbb]
        for number in numbers {
            content.append(0x02)
            content.append(UInt8(number.count))
            content += number
        }
        var bytes: [UInt8] = [0x30, 0x7f, 0x06, UInt8(identifier.count)]
        bytes += identifier
        bytes.append(0x30)
        bytes.append(UInt8(content.count))
        bytes += content
        bytes += [0x05, 0x00]
        return bytes
    }

    private func isRefused(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            do throws(CertificateFailure) {
                try HashingCost.check(bytes, "read the key")
                return false
            } catch {
                return "\(error)".contains("too many rounds")
            }
        }
    }

    @Test("PBKDF2, PBES1, PKCS#12 and scrypt have limits, whatever else is in the file")
    func limits() {
        let rsa: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01]
        let rounds = [rsa + [0x05, 0x0c], rsa + [0x05, 0x03], rsa + [0x0c, 0x01, 0x03]]
        for identifier in rounds {
            #expect(!isRefused(der(identifier, [[0x08, 0x00]])))
            #expect(!isRefused(der(identifier, [[0x00, 0x98, 0x96, 0x80]])), "ten million")
            #expect(isRefused(der(identifier, [[0x7f, 0xff, 0xff, 0xff]])))
            #expect(isRefused([0x00, 0x06] + der(identifier, [[0x7f, 0xff, 0xff, 0xff]])))
            #expect(isRefused(der(identifier, [[UInt8](repeating: 0x7f, count: 20)])))
        }
        let scrypt: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b]
        #expect(!isRefused(der(scrypt, [[0x40, 0x00], [0x08], [0x01]])))
        #expect(isRefused(der(scrypt, [[0x40, 0x00, 0x00], [0x08], [0x01]])))
        #expect(isRefused(der(scrypt, [[0x40, 0x00], [0x08], [0x7f, 0xff, 0xff]])))
    }

    @Test("damage of every kind is no trap")
    func damage() {
        let whole = der([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c], [[0x08, 0x00]])
        for end in 0...whole.count { _ = isRefused(Array(whole[..<end])) }
        for place in whole.indices {
            for byte: UInt8 in [0x00, 0x7f, 0x80, 0x81, 0x84, 0xff] {
                var bytes = whole
                bytes[place] = byte
                _ = isRefused(bytes)
            }
        }
    }
}
