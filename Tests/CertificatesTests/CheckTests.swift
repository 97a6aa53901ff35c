import Foundation
import Model
import TestThreads
import Testing

@testable import Certificates

@Suite("Checks", .ownThreads)
struct CheckTests {
    private static func host(_ text: String) throws -> AlternativeName {
        try #require(AlternativeName(text))
    }

    @Test(
        "wildcards stand for one whole label",
        arguments: [
            ("a.example", "a.example", true), ("A.Example", "a.example.", true),
            ("a.example", "b.example", false), ("*.a.example", "b.a.example", true),
            ("*.a.example", "a.example", false), ("*.a.example", "c.b.a.example", false),
            ("*.a.example", "*.a.example", true), ("*.example", "a.example", false),
            ("b*.a.example", "b1.a.example", false), ("*", "a", false),
            ("10.0.0.1", "10.0.0.1", true), ("2001:db8::1", "2001:DB8:0::1", true),
        ])
    func names(_ own: String, _ asked: String, _ fits: Bool) throws {
        let name = AlternativeName(own) ?? .dns(own)
        #expect(name.fits(AlternativeName(asked) ?? .dns(asked)) == fits)
    }

    @Test("an address written as a DNS name is none")
    func address() throws {
        #expect(!AlternativeName.dns("10.0.0.1").fits(try Self.host("10.0.0.1")))
    }

    @Test("openssl judges names the same way")
    func judged() throws {
        let authority = try Authority()
        let leaf = try #require(try authority.shop.contents("leaf.pem").certificates.first)
        for name in [
            "shop.example", "www.shop.example", "a.b.shop.example", "example", "shop.example.net",
            "10.0.0.1", "10.0.0.2", "2001:db8::1",
        ] {
            let host = try Self.host(name)
            let option = if case .dns = host { "-checkhost" } else { "-checkip" }
            let text = try authority.shop.openssl("x509 -in leaf.pem -noout \(option) \(name)")
            let fits = leaf.names.contains { $0.fits(host) }
            #expect(text.contains("does match") == fits, "\(name): \(text)")
        }
    }

    @Test("expiry is noticed 30, 7 and 1 days before")
    func expiry() {
        let end = UTCTime(seconds: 1_800_000_000)
        let start = end.adding(days: -90)
        func notice(_ seconds: Int64, start: UTCTime = start) -> ExpiryNotice? {
            ExpiryNotice(
                notBefore: start, notAfter: end, now: UTCTime(seconds: end.seconds - seconds))
        }
        let day: Int64 = 86_400
        #expect(notice(31 * day) == nil && notice(30 * day + 1) == nil)
        #expect(notice(30 * day) == .month && notice(7 * day + 1) == .month)
        #expect(notice(7 * day) == .week && notice(day + 1) == .week)
        #expect(notice(day) == .day && notice(0) == .day)
        #expect(notice(-1) == .over)
        #expect(notice(20 * day, start: end.adding(days: -45)) == nil)
        #expect(notice(5 * day, start: end.adding(days: -45)) == .week)
        #expect(end.days(since: end.adding(days: -3)) == 3)
        #expect(UTCTime(seconds: -1).days(since: UTCTime(seconds: 0)) == -1)
        #expect(UTCTime(seconds: -86_400).days(since: UTCTime(seconds: 0)) == -1)
        #expect(UTCTime(seconds: -86_401).days(since: UTCTime(seconds: 0)) == -2)
    }

    @Test("a good file with a known root has no findings")
    func good() throws {
        let authority = try Authority()
        let shop = authority.shop
        let anchors = try TrustAnchors(system: false, file: shop.path("root.pem"))
        let blocks = try authority.blocks()
        let file = SecretBytes((blocks[0] + blocks[1] + blocks[2] + blocks[4]).utf8)
        let host = try Self.host("www.shop.example")
        #expect(inspect(file, hosts: [host], now: .present, anchors: anchors).isEmpty)
        let whole = SecretBytes(blocks.joined().utf8)
        #expect(inspect(whole, hosts: [host], now: .present, anchors: anchors).isEmpty)
    }

    @Test("each mistake has its code")
    func mistakes() throws {
        let authority = try Authority()
        let shop = authority.shop
        let anchors = try TrustAnchors(system: false, file: shop.path("root.pem"))
        let blocks = try authority.blocks()
        let (leaf, lower, upper, key) = (blocks[0], blocks[1], blocks[2], blocks[4])
        func codes(
            _ text: String, host: String? = nil, days: Int = 0
        ) throws -> [DiagnosticCode] {
            inspect(
                SecretBytes(text.utf8), hosts: try host.map { [try Self.host($0)] } ?? [],
                now: .present.adding(days: days), anchors: anchors
            ).map(\.code)
        }
        #expect(try codes("nothing") == [.certificateUnreadable])
        #expect(try codes(key) == [.certificateUnreadable])
        #expect(try codes(leaf + lower + upper) == [.certificateKey])
        let other = try shop.text("upper.key")
        #expect(try codes(leaf + lower + upper + other) == [.certificateKeyMismatch])
        #expect(try codes(leaf + lower + upper + other + key) == [.certificateKey])
        #expect(try codes(leaf + upper + lower + key) == [.certificateChainOrder])
        #expect(try codes(leaf + lower + key) == [.certificateChainIncomplete])
        #expect(try codes(leaf + lower + upper + key, host: "b.example") == [.certificateName])
        #expect(try codes(leaf + lower + upper + key, days: 80) == [.certificateExpiresSoon])
        #expect(try codes(leaf + lower + upper + key, days: 91) == [.certificateExpired])
        #expect(
            try codes(leaf + lower + upper + key, days: -1)
                == [.certificateNotYetValid, .certificateNotYetValid, .certificateNotYetValid])
        try shop.write("bare.ext", "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n")
        try authority.sign(
            "weak", by: "upper", extensions: "bare.ext", options: "-sha1",
            key: "RSA -pkeyopt rsa_keygen_bits:1024")
        #expect(
            try codes(shop.text("weak.pem") + upper + shop.text("weak.key"))
                == [
                    .certificateWeakKey, .certificateWeakSignature, .certificateName,
                    .certificatePurpose,
                ])
        try shop.write(
            "staple.ext", "subjectAltName=DNS:a.example\ntlsfeature=status_request\n")
        try authority.sign(
            "staple", by: "upper", extensions: "staple.ext", options: "-sha256",
            key: "EC -pkeyopt ec_paramgen_curve:P-256")
        #expect(
            try codes(shop.text("staple.pem") + upper + shop.text("staple.key"))
                == [.certificateMustStaple])
        let own = try MakingTests.identity().pem()
        #expect(
            inspect(own, now: .present, anchors: anchors).map(\.code) == [.certificateSelfSigned])
        try shop.write("own.pem", own)
        let itself = try TrustAnchors(system: false, file: shop.path("own.pem"))
        #expect(inspect(own, now: .present, anchors: itself).map(\.code) == [])
    }

    @Test("the missing intermediate's address is in the hint")
    func hint() throws {
        let authority = try Authority()
        let blocks = try authority.blocks()
        let findings = inspect(
            try FileContents(blocks[0] + blocks[4]), now: .present,
            anchors: try TrustAnchors(system: false))
        #expect(findings.map(\.code) == [.certificateChainIncomplete])
        #expect(findings[0].hint?.contains("http://ca.example/lower.crt") == true)
        #expect(findings[0].severity == .warning)
    }
}
