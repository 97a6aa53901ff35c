import Foundation
import TestThreads
import Testing

@testable import Certificates

@Suite("Import", .ownThreads)
struct ImportTests {
    @Test("PEM blocks in every order give the same file, which openssl verifies")
    func permutations() throws {
        let authority = try Authority()
        let blocks = try authority.blocks()
        var files: Set<[UInt8]> = []
        for order in Self.permutations(of: Array(blocks.indices)) {
            let text = order.map { "some words between\r\n" + blocks[$0] }.joined(separator: "\n")
            let sorted = try Identity.sorted(from: FileContents(text))
            let pem = try sorted.identity.pem()
            files.insert(pem.withBytes { Array($0) })
            #expect(sorted.leftOut == ["O=Shop,CN=root: a root, which clients have"])
        }
        #expect(files.count == 1)
        let file = try #require(files.first)
        try authority.shop.write("all.pem", SecretBytes(file))
        #expect(
            try authority.shop.openssl(
                "verify -CAfile root.pem -untrusted all.pem -purpose sslserver all.pem"
            ).contains("OK"))
        let again = try authority.shop.contents("all.pem")
        #expect(
            again.certificates.map(\.subject)
                == ["leaf", "lower", "upper"].map { "O=Shop,CN=\($0)" })
    }

    @Test("what does not belong is left out and named")
    func strangers() throws {
        let authority = try Authority()
        try authority.sign("other", by: nil)
        let text =
            try authority.blocks().joined() + authority.shop.text("other.pem")
            + authority.shop.text("other.csr") + authority.blocks()[0]
        let sorted = try Identity.sorted(from: FileContents(text))
        #expect(sorted.identity.chain.count == 2)
        #expect(sorted.leftOut.count == 3)
        #expect(sorted.leftOut.contains { $0.contains("CN=other") })
        #expect(sorted.leftOut.contains { $0.contains("CERTIFICATE REQUEST") })
    }

    @Test("without its key, with another's, or with two, it is refused")
    func refused() throws {
        let authority = try Authority()
        let blocks = try authority.blocks()
        let shop = authority.shop
        let other = try shop.text("upper.key")
        let leaf = try FileContents(blocks[0])
        #expect(throws: CertificateFailure.self) { try Identity.sorted(from: leaf) }
        #expect(throws: CertificateFailure.self) {
            try Identity.sorted(from: FileContents(blocks[0] + other))
        }
        #expect(throws: CertificateFailure.self) {
            try Identity.sorted(from: FileContents(blocks.joined() + other))
        }
        #expect(throws: CertificateFailure.self) {
            try Identity.sorted(from: FileContents(blocks[4]))
        }
        let spare = try FileContents(blocks[4]).keys[0]
        #expect(
            try Identity.sorted(from: leaf, spare: spare).identity.key.publicKey == spare.publicKey)
    }

    @Test("of two certificates for one key the newer is taken")
    func renewed() throws {
        let key = try PrivateKey(making: .p256)
        let subject = try MakingTests.subject()
        let old = try Identity(selfSigned: key, for: subject, now: .present.adding(days: -30))
        let new = try Identity(selfSigned: key, for: subject, now: .present)
        for pair in [[old, new], [new, old]] {
            var contents = FileContents()
            for identity in pair { contents.append(try FileContents(identity.pem())) }
            let sorted = try Identity.sorted(from: contents)
            #expect(sorted.identity.leaf == new.leaf && sorted.leftOut.count == 1)
        }
    }

    @Test(
        "keys of every shape are read",
        arguments: [
            "pkcs8 -topk8 -nocrypt -in leaf.key", "ec -in leaf.key",
            "pkcs8 -topk8 -nocrypt -in leaf.key -outform DER", "ec -in leaf.key -outform DER",
        ])
    func plain(_ command: String) throws {
        let authority = try Authority()
        try authority.shop.openssl("\(command) -out one.key")
        var contents = try authority.shop.contents("one.key")
        contents.append(try authority.shop.contents("leaf.pem"))
        #expect(try Identity.sorted(from: contents).identity.leaf.subject == "O=Shop,CN=leaf")
    }

    @Test(
        "encrypted keys need their password",
        arguments: [
            "pkcs8 -topk8 -in leaf.key -passout pass:Öl",
            "pkcs8 -topk8 -in leaf.key -passout pass:Öl -outform DER",
            "pkcs8 -topk8 -in leaf.key -passout pass:Öl -v1 PBE-SHA1-3DES",
            "pkcs8 -topk8 -in leaf.key -passout pass:Öl -v1 PBE-MD5-DES -provider legacy "
                + "-provider default",
            "ec -in leaf.key -aes256 -passout pass:Öl", "ec -in leaf.key -des3 -passout pass:Öl",
        ])
    func encrypted(_ command: String) throws {
        let authority = try Authority()
        try authority.shop.openssl("\(command) -out one.key")
        let leaf = try authority.shop.contents("leaf.pem").certificates[0]
        let contents = try authority.shop.contents("one.key", password: "Öl")
        #expect(contents.keys[0].matches(leaf))
        let locked = #expect(throws: CertificateFailure.self) {
            try authority.shop.contents("one.key")
        }
        #expect(locked?.needsPassword == true)
        let wrong = #expect(throws: CertificateFailure.self) {
            try authority.shop.contents("one.key", password: "Essig")
        }
        #expect(wrong?.needsPassword == false)
        #expect(wrong?.description.contains("password is wrong") == true)
        #expect(wrong?.description.contains("Essig") == false)
    }

    @Test(
        "PKCS#12 files of old and new make are read",
        arguments: [
            "", "-legacy", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
            "-legacy -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40",
        ])
    func archives(_ options: String) throws {
        let authority = try Authority()
        let shop = authority.shop
        try shop.write("chain.pem", try shop.text("upper.pem") + shop.text("lower.pem"))
        try shop.openssl(
            "pkcs12 -export -inkey leaf.key -in leaf.pem -certfile chain.pem -name shop "
                + "-passout pass:Öl -out shop.pfx \(options)")
        let contents = try shop.contents("shop.pfx", password: "Öl")
        let sorted = try Identity.sorted(from: contents)
        #expect(sorted.identity.chain.count == 2 && sorted.leftOut.isEmpty)
        let locked = #expect(throws: CertificateFailure.self) { try shop.contents("shop.pfx") }
        #expect(locked?.needsPassword == true)
        #expect(throws: CertificateFailure.self) {
            try shop.contents("shop.pfx", password: "Essig")
        }
    }

    @Test("an empty password and none are both tried")
    func empty() throws {
        let authority = try Authority()
        try authority.shop.openssl(
            "pkcs12 -export -inkey leaf.key -in leaf.pem -out shop.pfx -passout", "pass:")
        #expect(try authority.shop.contents("shop.pfx").keys.count == 1)
        #expect(try authority.shop.contents("shop.pfx", password: "").keys.count == 1)
    }

    @Test("DER and PKCS#7 are read")
    func binary() throws {
        let authority = try Authority()
        let shop = authority.shop
        try shop.openssl("x509 -in leaf.pem -outform DER -out leaf.crt")
        #expect(
            try shop.contents("leaf.crt").certificates == shop.contents("leaf.pem").certificates)
        for form in ["PEM", "DER"] {
            try shop.openssl(
                "crl2pkcs7 -nocrl -certfile upper.pem -certfile lower.pem -outform \(form) "
                    + "-out all.p7b"
            )
            #expect(try shop.contents("all.p7b").certificates.count == 2)
        }
    }

    private static func permutations(of items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.flatMap { first in
            permutations(of: items.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
