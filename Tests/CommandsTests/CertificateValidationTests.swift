import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// What `ballast validate` says of the files of certificates, at the lines that name them.
@Suite("certificates in validate", .ownThreads)
struct CertificateValidationTests {
    /// A document with a certificate at line 9, and an authority.
    struct Site {
        let bench: CertificateBench
        var document: String { bench.folder + "/ballast.yaml" }

        init(certificate: String = "{name: c, file: c.pem, names: [shop.example]}") throws {
            bench = try CertificateBench()
            try bench.makeAuthority()
            try """
            version: 1
            proxies:
              - name: shop
                servers: [{name: app1, address: 192.168.7.1:80}]
            virtualAddresses: [{address: 10.0.0.101/24, interface: eth0}]
            sslServices:
              - {name: s, listen: 10.0.0.101:443, certificate: c, backend: shop}
            certificates:
              - \(certificate)

            """.write(toFile: document, atomically: true, encoding: .utf8)
        }

        /// A certificate of the authority with the key, as the document's file.
        func put(
            _ name: String, days: Int = 90, host: String = "shop.example", key: String? = nil,
            chain: [String] = ["lower.pem", "root.pem"], kind: String = "rsa:2048"
        ) throws {
            try bench.openssl(
                "req -newkey \(kind) -nodes -keyout \(name).key -subj /CN=\(name) -out "
                    + "\(name).csr -addext subjectAltName=DNS:\(host)")
            try bench.sign("\(name).csr", into: "\(name).crt", days: days)
            let parts = ["\(name).crt"] + chain + [key ?? "\(name).key"]
            let text = try parts.map { try bench.text($0) }.joined()
            try text.write(toFile: bench.folder + "/c.pem", atomically: true, encoding: .utf8)
            chmod(bench.folder + "/c.pem", 0o600)
        }

        func validate() throws -> Program { try Program("validate", "-f", document) }
    }

    @Test("a good file has nothing to be said of")
    func good() throws {
        let site = try Site()
        try site.put("a")
        let run = try site.validate()
        #expect(run.status == 0 && run.error == "", "\(run.error)")
    }

    @Test("a key that is another's is an error, and HAProxy is not asked about it")
    func mismatch() throws {
        let site = try Site()
        try site.put("a")
        try site.put("b", key: "a.key")
        let run = try site.validate()
        #expect(run.status == 1)
        #expect(run.error.contains(":9:21: error: the private key does not belong"), "\(run.error)")
        #expect(run.error.contains("[BAL503]") && !run.error.contains("BAL608"))
        let plan = try Program(
            "plan", "-f", site.document, "--no-addresses", "--state", site.bench.folder,
            "--runtime", site.bench.folder)
        #expect(plan.status == 0, "a bad file keeps nobody from being balanced: \(plan.error)")
        #expect(plan.error.contains("warning: the private key does not belong"))
    }

    @Test("a key of a file of its own is reported at `key`")
    func ownKeyFile() throws {
        let site = try Site(certificate: "{name: c, file: c.pem, key: b.key}")
        try site.put("b")
        try site.put("a")
        let parts = try ["a.crt", "lower.pem", "root.pem"].map { try site.bench.text($0) }
        try parts.joined().write(
            toFile: site.bench.folder + "/c.pem", atomically: true, encoding: .utf8)
        let run = try site.validate()
        #expect(run.error.contains(":9:33: error: the private key does not belong"), "\(run.error)")
    }

    @Test(
        "what clients may refuse is a warning, and the document is good",
        arguments: [
            ("over", "[BAL504]"), ("soon", "[BAL506]"), ("chain", "[BAL507]"),
            ("order", "[BAL508]"), ("exposed", "[BAL514]"), ("missing", "there is no file"),
            ("name", ":9:35: warning: the certificate is not for shop.example: other.example"),
        ])
    func warnings(kind: String, words: String) throws {
        let site = try Site()
        switch kind {
        case "over": try site.put("a", days: -1)
        case "soon": try site.put("a", days: 6)
        case "chain": try site.put("a", chain: [])
        case "order": try site.put("a", chain: ["root.pem", "lower.pem"])
        case "name": try site.put("a", host: "other.example")
        case "exposed":
            try site.put("a")
            chmod(site.bench.folder + "/c.pem", 0o640)
        default: break
        }
        let run = try site.validate()
        #expect(run.status == 0, "\(run.error)")
        #expect(run.error.contains(words) && run.error.contains(": warning: "), "\(run.error)")
    }

    @Test("a weak key is an error, because HAProxy does not start with it")
    func weak() throws {
        let site = try Site()
        try site.put("a", kind: "rsa:1024")
        let run = try site.validate()
        #expect(run.status == 1 && run.error.contains("[BAL510]"), "\(run.error)")
        #expect(!run.error.contains("BAL608"))
    }

    @Test("what this user may not read is said, and is no error")
    func forbidden() throws {
        let site = try Site()
        try site.put("a")
        chmod(site.bench.folder + "/c.pem", 0o000)
        // The superuser may read everything; another one is asked then.
        let run =
            geteuid() == 0
            ? try Program.unprivileged("validate", "-f", site.document) : try site.validate()
        #expect(run.status == 0, "\(run.error)")
        #expect(run.error.contains("warning: cannot read"), "\(run.error)")
        #expect(run.error.contains("Permission denied"))
    }

    @Test("a name that no client can ask for is an error of the document")
    func hosts() throws {
        for name in ["-a", "a..b", "*", "*.example", "10.0.0", "a b"] {
            let site = try Site(certificate: "{name: c, names: ['\(name)']}")
            let run = try site.validate()
            #expect(run.status == 1, "\(name)")
            #expect(run.error.contains("is neither a DNS name nor an address"), "\(run.error)")
        }
        let site = try Site(certificate: "{name: c, names: ['*.a.example', '2001:db8::1', b]}")
        #expect(try site.validate().status == 0)
    }
}
