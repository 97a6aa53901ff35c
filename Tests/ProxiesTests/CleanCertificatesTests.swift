import Certificates
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Proxies

@Suite("certificates that are not judged again", .ownThreads)
struct CleanCertificatesTests {
    /// A certificate of an authority with its chain and key, in a file.
    struct Site {
        let bench: CertificateBench
        let clean = CleanCertificates()
        /// The time after the certificate begins.
        let now: UTCTime

        init(days: Int = 90) throws {
            bench = try CertificateBench()
            try bench.makeAuthority()
            try bench.openssl(
                "req -newkey rsa:2048 -nodes -keyout a.key -subj /CN=a -out a.csr -addext "
                    + "subjectAltName=DNS:shop.example")
            try bench.sign("a.csr", into: "a.crt", days: days)
            now = .now
            try put(["a.crt", "lower.pem", "root.pem", "a.key"], as: "shop.pem")
        }

        func put(_ parts: [String], as name: String, mode: mode_t = 0o600) throws {
            let path = "\(bench.folder)/\(name)"
            let text = try parts.map { try bench.text($0) }.joined()
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, mode)
        }

        func codes(
            _ file: String = "shop.pem", names: [String] = ["shop.example"], days: Int = 0
        ) -> [DiagnosticCode] {
            let certificate = NamedCertificate(name: "shop", file: file, names: names)
            return certificateDiagnostics(
                of: Spec(certificates: [certificate]), in: "\(bench.folder)/ballast.yaml",
                store: CertificateDirectory(path: bench.place), isJudged: true,
                now: now.adding(days: days), clean: clean
            ).map(\.code)
        }
    }

    @Test("equal contents are judged once, wherever they are, until a day has passed")
    func once() throws {
        let site = try Site()
        #expect(site.codes() == [] && site.clean.count == 1)
        try site.put(["shop.pem"], as: "copy.pem")
        #expect(site.codes("copy.pem") == [] && site.clean.count == 1)
        // A look that finds nothing is what is remembered, so the contents stand for it.
        let file = CertificateFile(path: "\(site.bench.folder)/shop.pem")
        let certificate = NamedCertificate(name: "shop", file: nil, names: ["shop.example"])
        let contents = file.contents(for: certificate)
        #expect(site.clean.has(contents, at: site.now))
        #expect(!site.clean.has(contents, at: site.now.adding(days: 1)))
        #expect(!site.clean.has(nil, at: site.now))
    }

    @Test("other names, rights and times have their own findings")
    func others() throws {
        let site = try Site()
        #expect(site.codes() == [])
        #expect(site.codes(names: ["other.example"]) == [.certificateName])
        #expect(Set(site.codes(days: 80)) == [.certificateExpiresSoon])
        chmod("\(site.bench.folder)/shop.pem", 0o644)
        #expect(site.codes() == [.certificateKeyExposed])
        chmod("\(site.bench.folder)/shop.pem", 0o600)
        #expect(site.codes() == [] && site.clean.count == 1)
        try site.put(["a.crt", "a.key"], as: "shop.pem")
        #expect(site.codes() == [.certificateChainIncomplete] && site.clean.count == 1)
        unlink("\(site.bench.folder)/shop.pem")
        #expect(site.codes() == [.certificateUnreadable])
    }

    @Test("contents that have findings within the day are judged each time")
    func soon() throws {
        let site = try Site(days: 8)
        #expect(site.codes() == [] && site.clean.count == 0)
        #expect(site.codes(days: 1) == [.certificateExpiresSoon])
    }
}
