import Foundation
import Seeds
import Testing

@testable import Admin

@Suite("Hashes of passwords")
struct PasswordHashTests {
    @Test("a hash is argon2id in the form of the PHC, with another salt each time")
    func form() throws {
        let hash = try PasswordHash(of: Array(goodPassword.utf8))
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(hash.text.split(separator: "$").suffix(2).map(\.count) == [22, 43])
        #expect(try hash.matches(Array(goodPassword.utf8)))
        #expect(try !hash.matches(Array("correct horse batterx".utf8)))
        #expect(try !hash.matches([]))
        let other = try PasswordHash(of: Array(goodPassword.utf8), cost: hash.cost)
        #expect(other != hash)
        #expect(PasswordHash(hash.text) == hash)
        #expect(!"\(hash)".contains("$"))
    }

    /// The vector of the reference implementation, `src/test.c`.
    @Test("a hash of another program is the same")
    func vector() throws {
        let hash = try #require(
            PasswordHash(
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                    + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
        #expect(try hash.matches(Array("password".utf8)))
        #expect(try !hash.matches(Array("differentpassword".utf8)))
    }

    @Test(
        "other algorithms, other forms and a cost that a file may not demand are refused",
        arguments: [
            "", "x", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=65536,t=99999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=65536,t=2,p=255$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=262144,t=16,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=065536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$t=2,m=65536,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=65536,t=2,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8$",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFa aO6Mm5c8y7cJHApl8",
            "$5$rounds=5000$usesomesillystri$KqJWpanXZHKq2BOB43TSaYhEWsQ1Lr5QNyPCDH/Tp.6",
        ])
    func refused(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("a changed text is refused, or another hash, and never crashes")
    func fuzz() throws {
        let good = Array(try PasswordHash.cheap().text.utf8)
        var dice = SeededNumbers(seed: 67)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0x20...0x7e, using: &dice), at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let hash = PasswordHash(text), hash.cost == .cheap, bytes != good else {
                continue
            }
            // The library may refuse bits that mean nothing.
            let isRight = (try? hash.matches(Array(goodPassword.utf8))) ?? false
            #expect(!isRight, "\(text)")
        }
    }

    @Test(
        "passwords are refused by length, variety and control characters",
        arguments: [
            ("correct horse battery", nil), ("elevenchars", .tooShort),
            ("aaaaaaaaaaaaaaaa", .simple), ("anna-the-admin1", .simple),
            ("pässwörter-ünd", nil), ("correct horse\u{7}battery", .control),
            (String(repeating: "abcdefgh", count: 129), .tooLong),
        ] as [(String, PasswordRule.Problem?)])
    func rule(password: String, problem: PasswordRule.Problem?) {
        #expect(PasswordRule.problem(of: Array(password.utf8), for: "anna-the-admin") == problem)
    }

    @Test("bytes that are not UTF-8 are no password")
    func bytes() {
        let bytes = Array("correct horse ".utf8) + [0xff, 0xfe]
        #expect(PasswordRule.problem(of: bytes, for: "anna") == .control)
    }

    @Test(
        "names have a to z, digits and few signs",
        arguments: [
            ("anna", true), ("a", true), ("anna.b-c_d@e", true), ("0", true),
            (String(repeating: "a", count: 32), true), (String(repeating: "a", count: 33), false),
            ("", false), ("Anna", false), (".a", false), ("a b", false), ("a/b", false),
            ("änna", false), ("a\n", false), ("-", false), ("a\u{200b}", false),
        ])
    func names(name: String, isValid: Bool) {
        #expect(AccountName.isValid(name) == isValid)
    }
}
