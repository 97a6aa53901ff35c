import Foundation
import TestThreads
import Testing

@testable import Certificates

/// Files as editors, mail programs and other systems leave them.
@Suite("Odd files", .ownThreads)
struct OddFileTests {
    private static let mark = "\u{FEFF}"

    @Test("a byte order mark is skipped, at the beginning and where files were joined")
    func marks() throws {
        let blocks = try Authority().blocks()
        let text = blocks.map { Self.mark + $0 }.joined()
        let sorted = try Identity.sorted(from: FileContents(text))
        #expect(sorted.identity.chain.count == 2)
    }

    @Test("indented blocks are read, as text that was copied from YAML has them")
    func indented() throws {
        let blocks = try Authority().blocks()
        let text = blocks.joined().split(separator: "\n").map { "    \($0)\r\n" }.joined()
        #expect(try Identity.sorted(from: FileContents(text)).identity.chain.count == 2)
    }

    @Test("UTF-16 is named, with the command that mends it")
    func wide() throws {
        let text = try Authority().blocks().joined()
        let bytes = Array(try #require((Self.mark + text).data(using: .utf16LittleEndian)))
        let failure = #expect(throws: CertificateFailure.self) {
            try FileContents(SecretBytes(bytes))
        }
        #expect(failure?.description == "cannot read the file: it is text in UTF-16")
        #expect(failure?.hint?.contains("iconv") == true)
    }

    @Test("what is left out is said when the rest fails, too")
    func leftOut() throws {
        let authority = try Authority()
        let blocks = try authority.blocks()
        let request = try authority.shop.text("leaf.csr")
        let words = "CERTIFICATE REQUEST"
        for text in [blocks[0], blocks[4], blocks[1] + blocks[4]] {
            let contents = try FileContents(text + request)
            let failure = #expect(throws: CertificateFailure.self) {
                try Identity.sorted(from: contents)
            }
            #expect(failure?.reason.contains(words) == true, "\(String(describing: failure))")
            let findings = inspect(contents, now: .present)
            #expect(findings.first?.message.contains(words) == true, "\(findings)")
        }
    }

    @Test(
        "PKCS#12 without a MAC is read with the right password, with a note",
        arguments: ["", "-certpbe NONE", "-legacy"])
    func unsealed(_ options: String) throws {
        let authority = try Authority()
        let shop = authority.shop
        try shop.openssl(
            "pkcs12 -export -nomac -inkey leaf.key -in leaf.pem -certfile lower.pem "
                + "-passout pass:Öl -out shop.pfx \(options)")
        let contents = try shop.contents("shop.pfx", password: "Öl")
        let sorted = try Identity.sorted(from: contents)
        #expect(sorted.identity.chain.count == 1)
        #expect(sorted.notes.contains { $0.contains("has no MAC") })
        let wrong = #expect(throws: CertificateFailure.self) {
            try shop.contents("shop.pfx", password: "Essig")
        }
        #expect(wrong?.reason.contains("the password is wrong") == true)
        let locked = #expect(throws: CertificateFailure.self) { try shop.contents("shop.pfx") }
        #expect(locked?.needsPassword == true)
    }

    @Test("PKCS#12 without a MAC and without encryption needs no password")
    func open() throws {
        let authority = try Authority()
        try authority.shop.openssl(
            "pkcs12 -export -nomac -keypbe NONE -certpbe NONE -inkey leaf.key -in leaf.pem "
                + "-passout pass: -out shop.pfx")
        #expect(try authority.shop.contents("shop.pfx").keys.count == 1)
    }
}
