import Files
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// The files of `cluster.tableSync`, as `validate` judges them.
@Suite("the files of the synchronisation of tables", .ownThreads)
struct TableSyncFileTests {
    private let bench: CertificateBench
    private var file: String { "\(bench.folder)/ballast.yaml" }

    init() throws {
        bench = try CertificateBench()
        try issue("tables", uses: "serverAuth,clientAuth")
        try bench.text("tables.crt").write(
            toFile: "\(bench.folder)/ca.pem", atomically: true, encoding: .utf8)
        try save()
    }

    private func issue(_ name: String, uses: String) throws {
        try bench.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=lb1 "
                + "-addext extendedKeyUsage=\(uses) -keyout \(name).key -out \(name).crt")
        let text = try bench.text("\(name).crt") + bench.text("\(name).key")
        let path = "\(bench.folder)/\(name).pem"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o600)
    }

    private func save(_ settings: String = "{identity: tables.pem, ca: ca.pem}") throws {
        let text = """
            version: 1
            cluster:
              name: shop
              nodes:
                - {name: lb1, address: 10.0.0.21, priority: 150}
                - {name: lb2, address: 10.0.0.22}
              replication: {}
              tableSync: \(settings)
            virtualAddresses: [{address: 10.0.0.100/24, external: true}]

            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private struct Found: Decodable {
        struct Item: Decodable {
            let code: String
            let severity: String
            let path: String
        }
        let diagnostics: [Item]
    }

    /// The findings of `validate --node lb1`.
    private func findings(_ more: [String] = ["--node", "lb1"]) throws -> [String] {
        let run = try Program(["validate", "--json", "-f", file] + more)
        let found = try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
        return found.diagnostics.map { "\($0.code) \($0.severity) \($0.path)" }
    }

    @Test("good files have no findings")
    func good() throws {
        #expect(try findings() == [])
    }

    @Test("a missing file is an error, on nodes; other hosts need no certificate")
    func missing() throws {
        unlink("\(bench.folder)/tables.pem")
        #expect(try findings() == ["BAL501 error cluster.tableSync.identity"])
        #expect(try findings([]) == [])
        unlink("\(bench.folder)/ca.pem")
        #expect(
            try findings() == [
                "BAL501 error cluster.tableSync.identity", "BAL501 error cluster.tableSync.ca",
            ])
    }

    @Test("a certificate that nodes refuse is a warning, and a key that others can read")
    func refused() throws {
        try issue("tables", uses: "serverAuth")
        try bench.text("tables.crt").write(
            toFile: "\(bench.folder)/ca.pem", atomically: true, encoding: .utf8)
        #expect(try findings() == ["BAL518 warning cluster.tableSync.identity"])
        try issue("tables", uses: "serverAuth,clientAuth")
        #expect(try findings() == ["BAL518 warning cluster.tableSync.identity"])
        try bench.text("tables.crt").write(
            toFile: "\(bench.folder)/ca.pem", atomically: true, encoding: .utf8)
        chmod("\(bench.folder)/tables.pem", 0o644)
        #expect(try findings() == ["BAL514 warning cluster.tableSync.identity"])
    }

    @Test(
        "the identity of replication is no certificate of tables, under any name",
        arguments: ["peer.pem", "./peer.pem", "FOLDER/peer.pem", "link.pem"])
    func identity(_ name: String) throws {
        try issue("peer", uses: "serverAuth")
        symlink("peer.pem", "\(bench.folder)/link.pem")
        let name = name.replacing("FOLDER", with: bench.folder)
        try save("{identity: \"\(name)\", ca: ca.pem}")
        #expect(try findings() == ["BAL242 error cluster.tableSync.identity"])
    }

    @Test("the certificate of the node is not searched among received files")
    func received() throws {
        let staged = "\(bench.folder)/staged"
        try FileManager.default.createDirectory(
            atPath: staged, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: file, toPath: "\(staged)/ballast.yaml")
        func codes() throws -> [DiagnosticCode] {
            var reading = DocumentReading(path: "\(staged)/ballast.yaml", looksAtFiles: false)
            reading.judgeTableSync(home: file)
            return reading.diagnostics.map(\.code)
        }
        #expect(try codes() == [.certificateUnreadable])
        try FileManager.default.copyItem(
            atPath: "\(bench.folder)/ca.pem", toPath: "\(staged)/ca.pem")
        #expect(try codes() == [])
        try issue("other", uses: "serverAuth,clientAuth")
        try bench.text("other.crt").write(
            toFile: "\(staged)/ca.pem", atomically: true, encoding: .utf8)
        #expect(try codes() == [.certificateRefused])
    }
}
