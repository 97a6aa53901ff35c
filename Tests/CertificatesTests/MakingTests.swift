import Foundation
import TestThreads
import Testing

@testable import Certificates

@Suite("Keys, requests and self-signed certificates", .ownThreads)
struct MakingTests {
    static let names = ["shop.example", "*.shop.example", "10.0.0.1", "2001:db8::1"]

    static func subject(_ name: String? = nil) throws -> Subject {
        try Subject(
            name: try name.map { try DistinguishedName($0) },
            names: try names.map { try #require(AlternativeName($0)) })
    }

    static func identity(_ choice: KeyChoice = .p256, days: Int = 90) throws -> Identity {
        try Identity(
            selfSigned: try PrivateKey(making: choice), for: try subject(), now: .present,
            days: days)
    }

    @Test("openssl verifies what is made, for each kind of key", arguments: KeyChoice.allCases)
    func verified(_ choice: KeyChoice) throws {
        let shop = try Workshop()
        let identity = try Self.identity(choice)
        try shop.write("shop.pem", identity.pem())
        let verified = try shop.openssl(
            "verify -x509_strict -purpose sslserver -verify_hostname a.shop.example "
                + "-CAfile shop.pem shop.pem")
        #expect(verified.contains("shop.pem: OK"))
        let text = try shop.openssl("x509 -in shop.pem -noout -text")
        #expect(text.contains("Public-Key: (\(choice.type.bits) bit)"))
        #expect(text.contains("DNS:shop.example, DNS:*.shop.example, IP Address:10.0.0.1"))
        #expect(text.contains("TLS Web Server Authentication"))
        #expect(text.contains("CA:FALSE"))
        #expect(identity.key.type == choice.type && identity.leaf.key == choice.type)
        #expect(identity.key.matches(identity.leaf))
        let request = try SigningRequest(key: identity.key, for: Self.subject("CN=a,O=B\\, C"))
        try shop.write("shop.csr", request.pem)
        #expect(try shop.openssl("req -in shop.csr -verify -noout").contains("OK"))
        let asked = try shop.openssl("req -in shop.csr -noout -text")
        #expect(asked.contains("IP Address:2001:DB8:0:0:0:0:0:1"))
        #expect(asked.contains("CN = a, O = \"B, C\""))
    }

    @Test("our reading of a certificate is openssl's")
    func read() throws {
        let authority = try Authority()
        for name in ["root", "upper", "lower", "leaf"] {
            let shop = authority.shop
            let certificate = try #require(try shop.contents("\(name).pem").certificates.first)
            func field(_ option: String) throws -> String {
                let text = try shop.openssl(
                    "x509 -in \(name).pem -noout -nameopt RFC2253 \(option)")
                return String(text.drop { $0 != "=" }.dropFirst()).trimmingCharacters(in: .newlines)
            }
            #expect(certificate.subject == (try field("-subject")))
            #expect(certificate.issuer == (try field("-issuer")))
            #expect(certificate.serial == (try field("-serial")))
            let digest = try field("-fingerprint -sha256").replacing(":", with: "")
            #expect(certificate.fingerprint == digest)
            let end = try shop.openssl("x509 -in \(name).pem -noout -enddate -dateopt iso_8601")
            let expected = certificate.notAfter.description.replacing("T", with: " ")
            #expect(end.contains(expected), "\(end)")
            #expect(certificate.isAuthority == (name != "leaf"))
            #expect(certificate.isSelfSigned == (name == "root"))
            #expect(certificate.signature == "ecdsa-with-SHA256")
        }
        let leaf = try #require(try authority.shop.contents("leaf.pem").certificates.first)
        #expect(leaf.names.map(\.description) == Self.names)
        #expect(leaf.issuerURL == "http://ca.example/lower.crt")
    }

    @Test("serial numbers are random, and times begin a day before")
    func serials() throws {
        let key = try PrivateKey(making: .p256)
        let now = UTCTime(seconds: 1_800_000_000)
        let made = try (0..<200).map { _ in
            try Identity(selfSigned: key, for: Self.subject(), now: now, days: 7).leaf
        }
        #expect(Set(made.map(\.serial)).count == 200)
        #expect(made.allSatisfy { $0.serial.count == 32 })
        #expect(made[0].notBefore == now.adding(days: -1))
        #expect(made[0].notAfter == now.adding(days: 7))
        #expect(made[0].notBefore.description == "2027-01-14T08:00:00Z")
    }

    @Test("the next certificate has the names and the subject of the last")
    func renewed() throws {
        let key = try PrivateKey(making: .p256)
        let first = try Identity(
            selfSigned: key, for: Self.subject("CN=Käse,O=Shop"), now: .present)
        let next = try Identity(selfSigned: key, for: Subject(of: first.leaf), now: .present)
        #expect(next.leaf.subject == "O=Shop,CN=Käse")
        #expect(next.leaf.names == first.leaf.names && next.leaf.serial != first.leaf.serial)
    }

    @Test("names that are none are refused, and can't smuggle others in")
    func smuggled() throws {
        for name in [
            "", "*", "*.example", "a..b", "a,DNS:b.example", "-a.example", "a b", "a\0b", "1.2.3",
            "a:b:c", "*.*.a.example", "b*.a.example", "ä.example", "a\nb", "copy:a", "@a",
        ] {
            #expect(AlternativeName(name) == nil, "\(name)")
        }
        let hostile = AlternativeName.dns("a.example,DNS:b.example")
        #expect(throws: CertificateFailure.self) { try Subject(names: [hostile]) }
        for text in ["CN", "CN=", "=a", "XYZZY=a", "C=Germany"] {
            #expect(throws: CertificateFailure.self, "\(text)") { try DistinguishedName(text) }
        }
    }

    @Test("a key is in no description, dump or reflection")
    func secret() throws {
        let identity = try Self.identity()
        let pem = try identity.pem()
        var dumped = ""
        dump(identity, to: &dumped)
        dump(pem, to: &dumped)
        dump(try FileContents(pem), to: &dumped)
        let shown =
            "\(identity) \(identity.key) \(pem) \(String(reflecting: identity.key)) \(dumped)"
        let text = pem.withBytes { String(decoding: $0, as: UTF8.self) }
        let lines = try #require(text.split(separator: "-----BEGIN PRIVATE KEY-----\n").last)
            .split(separator: "\n").dropLast()
        #expect(!lines.isEmpty)
        for line in lines { #expect(!shown.contains(line)) }
        #expect(!shown.contains("PRIVATE"))
    }
}
