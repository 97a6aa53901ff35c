import Foundation
import Model
import Seeds
import TestSupport
import Testing

@testable import Admin

/// Texts of clients and files that were changed at random.
@Suite("Fuzzed accounts")
struct AccountFuzzTests {
    @Test("a secret has one text, and no other text is one")
    func secrets() {
        var dice = SeededNumbers(seed: 1)
        for _ in 0..<2000 {
            let secret = AccountSecret()
            let text = secret.text
            #expect(AccountSecret(text) == secret && text.utf8.count == AccountSecret.textLength)
            #expect(AccountSecret(token: AccountSecret.tokenPrefix + text) == secret)
            var bytes = Array(text.utf8)
            let place = Int.random(in: 0..<bytes.count, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: place)
            default:
                // The last letter has two bits that mean nothing.
                let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij0123456789-_+/=".utf8)
                bytes[42] = letters.randomElement(using: &dice) ?? 0
            }
            let changed = String(decoding: bytes, as: UTF8.self)
            if let other = AccountSecret(changed) {
                #expect(other.text == changed && (other != secret || changed == text))
            }
        }
        #expect("\(AccountSecret())" == "a secret")
        #expect(!String(reflecting: AccountSecret()).contains("bytes"))
    }

    @Test("cookies and tokens of any bytes are refused")
    func clients() async throws {
        let scratch = try Scratch(name: "unused")
        let accounts = Accounts(state: scratch.folder, settings: TestClock().settings)
        var dice = SeededNumbers(seed: 2)
        for round in 0..<1000 {
            let count = round % 10 == 0 ? 43 : Int.random(in: 0...100, using: &dice)
            let bytes = (0..<count).map { _ in
                dice.oneIn(3)
                    ? UInt8.random(in: 0...255, using: &dice)
                    : UInt8.random(in: 0x30...0x7a, using: &dice)
            }
            let text = (dice.oneIn(2) ? "ballast_" : "") + String(decoding: bytes, as: UTF8.self)
            await #expect(throws: SignInError.refused) {
                try await accounts.principal(session: text, from: text)
            }
            // After some of them the address has to wait.
            await #expect(throws: SignInError.self) {
                try await accounts.principal(bearer: text, from: text)
            }
            #expect(!accounts.isProof(text, of: text))
            #expect(await !accounts.isSetup(text))
        }
    }

    @Test("a changed file of accounts is refused, or has accounts within the rules")
    func files() throws {
        let scratch = try Scratch(name: "unused")
        let store = AccountStore(state: scratch.folder)
        try store.add("anna", .configuration, try .cheap(), now: 5)
        try store.add("bert", .report, try .cheap(), now: 5)
        _ = try store.issue("deploy", .report, lifetime: .seconds(600), by: "anna", now: 5)
        let good = Array(try Data(contentsOf: URL(filePath: store.path)))
        var dice = SeededNumbers(seed: 3)
        var accepted = 0
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<7, using: &dice)
                case 1: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                }
            }
            guard let book = try? JSONDecoder().decode(AccountBook.self, from: Data(bytes)) else {
                continue
            }
            accepted += 1
            let names = book.users.map(\.name)
            #expect(Set(names).count == names.count && names.allSatisfy(AccountName.isValid))
            #expect(book.users.allSatisfy { $0.hash.cost.isBearable })
            #expect(book.tokens.allSatisfy { $0.digest.utf8.count == 64 })
        }
        #expect(accepted < 1500)
    }
}
