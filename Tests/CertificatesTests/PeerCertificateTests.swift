import Model
import TestThreads
import Testing

@testable import Certificates

@Suite("Certificates of nodes", .ownThreads)
struct PeerCertificateTests {
    private let authority: Authority

    init() throws {
        authority = try Authority()
        try authority.shop.write("plain.ext", "subjectAltName=DNS:lb1\n")
        for (name, uses) in [
            ("server", "serverAuth"), ("client", "clientAuth"),
            ("both", "serverAuth,clientAuth"), ("mail", "emailProtection"),
        ] {
            try authority.shop.write("\(name).ext", "extendedKeyUsage=\(uses)\n")
        }
    }

    /// Creates a file with a certificate and its key, and those of `more`.
    private func file(
        _ extensions: String, by issuer: String? = nil, more: [String] = [], days: Int = 365
    ) throws -> String {
        try authority.sign("node", by: issuer, extensions: "\(extensions).ext", days: days)
        return try (["node.pem"] + more + ["node.key"]).map { try authority.shop.text($0) }.joined()
    }

    private func findings(
        _ file: String, by authorities: String, days: Int = 0
    ) throws -> [CertificateFinding] {
        try PeerCertificate(SecretBytes(file.utf8)).findings(
            verifiedBy: PeerAuthorities(
                SecretBytes(authorities.utf8)), at: UTCTime.present.adding(days: days))
    }

    private func codes(
        _ file: String, by authorities: String, days: Int = 0
    ) throws -> [String] {
        try findings(file, by: authorities, days: days).map {
            "\($0.code.rawValue) \($0.severity.rawValue)"
        }
    }

    @Test("nodes verify a self-signed certificate that is in the file, and no other")
    func selfSigned() throws {
        let file = try file("plain")
        #expect(try codes(file, by: authority.shop.text("node.pem")) == [])
        let other = try findings(file, by: authority.shop.text("root.pem"))
        #expect(other.map(\.code) == [.certificateRefused])
        #expect(other.first?.message.contains("self-signed certificate") == true, "\(other)")
    }

    @Test(
        "the extended key usage is for servers and clients, or there is none",
        arguments: [
            ("both", []), ("plain", []), ("server", ["clientAuth"]), ("client", ["serverAuth"]),
            ("mail", ["serverAuth", "clientAuth"]),
        ] as [(String, [String])])
    func uses(_ extensions: String, _ missing: [String]) throws {
        let file = try file(extensions)
        let findings = try findings(file, by: authority.shop.text("node.pem"))
        #expect(findings.map(\.code) == missing.map { _ in .certificateRefused })
        for (finding, use) in zip(findings, missing) {
            #expect(finding.severity == .warning && finding.message.hasSuffix("lacks \(use)"))
        }
    }

    @Test("a chain is verified with the certificates that are sent")
    func chain() throws {
        let root = try authority.shop.text("root.pem")
        #expect(
            try codes(
                file("both", by: "lower", more: ["lower.pem", "upper.pem"]), by: root) == [])
        #expect(try codes(file("both", by: "lower"), by: root) == ["BAL518 warning"])
    }

    @Test("an expired certificate, one that is not valid yet, and an expired authority are refused")
    func validity() throws {
        let file = try file("both", by: "root", days: 100)
        let root = try authority.shop.text("root.pem")
        #expect(try codes(file, by: root) == [])
        #expect(try codes(file, by: root, days: 80) == ["BAL506 warning"])
        #expect(try codes(file, by: root, days: 120) == ["BAL504 warning"])
        let own = try self.file("plain")
        #expect(
            try codes(own, by: authority.shop.text("node.pem"), days: -2) == ["BAL505 warning"])
        let longer = try self.file("both", by: "root", days: 1_000)
        #expect(try codes(longer, by: root, days: 300) == [])
        let late = try findings(longer, by: root, days: 400)
        #expect(late.map(\.code) == [.certificateRefused])
        #expect(late.first?.message.contains("CN=root: certificate has expired") == true, "\(late)")
    }

    @Test("a file without its key, or not in PEM, is an error")
    func unusable() throws {
        let file = try file("plain")
        let own = try authority.shop.text("node.pem")
        let key = try authority.shop.text("leaf.key")
        #expect(try codes(own, by: own) == ["BAL502 error"])
        #expect(try codes(own + key, by: own) == ["BAL503 error"])
        #expect(try codes(file + key, by: own) == ["BAL502 error"])
        try authority.shop.openssl("x509 -in node.pem -outform DER -out node.der")
        let der = SecretBytes(try authority.shop.bytes("node.der"))
        #expect(throws: CertificateFailure.self) { try PeerAuthorities(der) }
        #expect(throws: CertificateFailure.self) { try PeerCertificate(der) }
        #expect(throws: CertificateFailure.self) { try PeerCertificate(SecretBytes(key.utf8)) }
        #expect(throws: CertificateFailure.self) { try PeerAuthorities(SecretBytes(key.utf8)) }
    }
}
