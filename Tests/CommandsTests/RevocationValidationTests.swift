import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// The warnings of `ballast validate` about lists of revoked certificates.
@Suite("lists of revoked certificates in validate", .ownThreads)
struct RevocationValidationTests {
    @Test("a list that is over, and an authority without one, are warnings")
    func lists() throws {
        let site = try CertificateValidationTests.Site()
        try site.put("a")
        let bench = site.bench
        let document = try String(contentsOfFile: site.document, encoding: .utf8)
        try document.replacing(
            "backend: shop}",
            with: "backend: shop,\n     clientCertificates: {ca: clients.pem, crl: clients.crl}}"
        ).write(toFile: site.document, atomically: true, encoding: .utf8)
        for (name, words) in [("top", ""), ("low", "-CA top.crt -CAkey top.key ")] {
            try bench.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 \(words)"
                    + "-subj /CN=\(name) -keyout \(name).key -out \(name).crt")
        }
        func write(_ name: String, _ parts: [String]) throws {
            try parts.map { try bench.text($0) }.joined().write(
                toFile: "\(bench.folder)/\(name)", atomically: true, encoding: .utf8)
        }
        try """
        [ca]
        default_ca = this
        [this]
        database = index.txt
        default_md = sha256

        """.write(toFile: "\(bench.folder)/crl.cnf", atomically: true, encoding: .utf8)
        try "".write(toFile: "\(bench.folder)/index.txt", atomically: true, encoding: .utf8)
        func revoke(_ name: String, _ words: String) throws {
            try bench.openssl(
                "ca -config crl.cnf -gencrl -cert \(name).crt -keyfile \(name).key \(words) "
                    + "-out \(name).crl")
        }
        try write("clients.pem", ["top.crt", "low.crt"])
        try revoke("top", "-crldays 9")
        try revoke("low", "-crldays 9")
        func warnings() throws -> [Substring] {
            let run = try site.validate()
            #expect(run.status == 0, "\(run.error)")
            return run.error.split(separator: "\n").filter { $0.contains("warning") }
        }
        try write("clients.crl", ["top.crl", "low.crl"])
        #expect(try warnings() == [])
        try write("clients.crl", ["top.crl"])
        let missing = try warnings()
        #expect(missing.count == 1 && missing[0].contains("BAL516"), "\(missing)")
        #expect(missing.first?.contains("CN=low") == true)
        try revoke("low", "-crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z")
        try write("clients.crl", ["top.crl", "low.crl"])
        let over = try warnings()
        #expect(over.count == 1 && over[0].contains("BAL515"), "\(over)")
    }
}
