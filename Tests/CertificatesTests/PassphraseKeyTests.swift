import Testing

@testable import Certificates

/// Bytes that a passphrase encrypts.
@Suite("Keys from passphrases")
struct PassphraseKeyTests {
    private static let salt = [UInt8](1...16)

    private func key(_ text: String) throws -> PassphraseKey {
        try PassphraseKey(
            SecretBytes(text.utf8), salt: Self.salt, rounds: PassphraseKey.rounds.lowerBound)
    }

    @Test("sealed bytes are opened with the same passphrase and name only")
    func roundTrip() throws {
        let key = try key("open")
        for bytes: [UInt8] in [[], [1], Array(repeating: 3, count: 100_000)] {
            let sealed = try key.sealed(bytes, as: "a")
            #expect(sealed.count == bytes.count + PassphraseKey.overhead)
            #expect(try self.key("open").opened(sealed, as: "a") == bytes)
            #expect(try key.sealed(bytes, as: "a") != sealed, "each has a nonce of its own")
            #expect(throws: CertificateFailure.self) { try key.opened(sealed, as: "b") }
            #expect(throws: CertificateFailure.self) {
                try self.key("other").opened(sealed, as: "a")
            }
            for place in [0, sealed.count / 2, sealed.count - 1] {
                var changed = sealed
                changed[place] ^= 1
                #expect(throws: CertificateFailure.self) { try key.opened(changed, as: "a") }
            }
        }
        #expect(throws: CertificateFailure.self) { try key.opened([1, 2], as: "a") }
    }

    @Test("a seal is of these bytes and this passphrase")
    func seals() throws {
        let key = try key("open")
        let seal = try key.seal(of: [1, 2])
        #expect(seal.count == 32)
        try self.key("open").requireSeal(seal, of: [1, 2])
        #expect(throws: CertificateFailure.self) { try key.requireSeal(seal, of: [1, 3]) }
        #expect(throws: CertificateFailure.self) {
            try self.key("other").requireSeal(seal, of: [1, 2])
        }
        for wrong in [[], Array(seal.dropLast()), seal.map { $0 ^ 1 }] {
            #expect(throws: CertificateFailure.self) { try key.requireSeal(wrong, of: [1, 2]) }
        }
    }

    @Test("an empty passphrase and other rounds are refused at once")
    func limits() {
        for rounds in [1, 2_000_000_000] {
            #expect(throws: CertificateFailure.self) {
                try PassphraseKey(SecretBytes("a".utf8), salt: Self.salt, rounds: rounds)
            }
        }
        #expect(throws: CertificateFailure.self) { try key("") }
    }
}
