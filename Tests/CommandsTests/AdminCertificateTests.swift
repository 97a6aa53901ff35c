import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// The findings of `ballast validate` on the certificate of the API, at the line that names it.
@Suite("the certificate of the API in validate", .ownThreads)
struct AdminCertificateTests {
    private let bench: CertificateBench
    private var document: String { bench.folder + "/ballast.yaml" }

    init() throws {
        bench = try CertificateBench()
        try """
        version: 1
        admin:
          listen: 10.0.0.21:9443
          certificate: api.pem

        """.write(toFile: document, atomically: true, encoding: .utf8)
    }

    /// Writes a self-signed certificate, and a key.
    private func put(days: Int, key: String = "own", kind: String = "rsa:2048") throws {
        for name in ["own", "other"] {
            try bench.openssl(
                "req -x509 -newkey \(kind) -nodes -days \(days) -subj /CN=\(name) "
                    + "-extensions v3_req -addext subjectAltName=DNS:lb1 "
                    + "-keyout \(name).key -out \(name).crt")
        }
        try write(try bench.text("own.crt") + (key.isEmpty ? "" : bench.text("\(key).key")))
    }

    private func write(_ text: String) throws {
        let path = bench.folder + "/api.pem"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o600)
    }

    private func validate(_ status: Int32, _ words: String) throws {
        let run = try Program("validate", "-f", document)
        #expect(run.status == status, "\(run.error)")
        #expect(words.isEmpty ? run.error.isEmpty : run.error.contains(words), "\(run.error)")
    }

    @Test("a self-signed certificate with its key is good")
    func good() throws {
        try put(days: 300)
        try validate(0, "")
    }

    @Test("a missing file is a warning, and so are rights of others and the end of its validity")
    func warnings() throws {
        try validate(0, ":4:16: warning: there is no file \(bench.folder)/api.pem")
        try put(days: 300)
        chmod(bench.folder + "/api.pem", 0o640)
        try validate(0, ":4:16: warning: others than its owner have rights")
        try put(days: 2)
        try validate(0, ":4:16: warning: the certificate CN=own is good for")
    }

    @Test("a file that can't serve is an error, and without files a warning")
    func errors() throws {
        try put(days: 300, key: "other")
        try validate(1, ":4:16: error: the private key does not belong")
        try put(days: 300, key: "")
        try validate(1, ":4:16: error: the certificate CN=own is there without its key")
        try put(days: 300, kind: "rsa:1024")
        try validate(1, "[BAL510]")
        try write(try bench.text("own.key"))
        try validate(1, "has a private key and no certificate")
        try write("oops\n")
        try validate(1, ":4:16: error: ")
        let plan = try Program(
            "plan", "-f", document, "--no-addresses", "--state", bench.folder,
            "--runtime", bench.folder)
        #expect(plan.status == 0 && plan.error.contains("warning: "), "\(plan.error)")
    }
}
