import Certificates
import Foundation
import Glibc
import Model
import Testing

@testable import ballast

@Suite("lists of revoked certificates", .timeLimit(.minutes(5)))
struct RevocationTests {
    typealias Bench = CertificateCommandTests.Bench

    /// A list of the authority `root` that ended or will end.
    private func list(_ bench: Bench, until end: String) throws -> String {
        let settings =
            "[ca]\ndefault_ca=d\n[d]\ndatabase=\(bench.folder)/index\n"
            + "default_md=sha256\n"
        try settings.write(toFile: bench.folder + "/ca.cnf", atomically: true, encoding: .utf8)
        try "".write(toFile: bench.folder + "/index", atomically: true, encoding: .utf8)
        try bench.openssl(
            "ca -gencrl -config ca.cnf -keyfile root.key -cert root.pem "
                + "-crl_lastupdate 20200101000000Z -crl_nextupdate \(end) -out list.pem")
        return try bench.text("list.pem")
    }

    @Test("the first end of the lists in a file counts; a file without a list has none")
    func ends() throws {
        let bench = try Bench()
        try bench.makeAuthority()
        let early = try list(bench, until: "20200201000000Z")
        let late = try list(bench, until: "20400201000000Z")
        let end = try #require(RevocationList.end(ofFile: late + early))
        #expect("\(end)" == "2020-02-01T00:00:00Z")
        #expect(RevocationList.end(ofFile: try bench.text("root.pem")) == nil)
        #expect(RevocationList.end(ofFile: "") == nil)
    }

    @Test("a list that has ended is an event and a reason in status, until there is another")
    func over() throws {
        guard ProxyEndToEndTests.isPossible() else { return }
        let bench = try Bench()
        try bench.makeAuthority()
        _ = try list(bench, until: "20200201000000Z")
        let a = try LiveServer("a")
        let listen = try ExampleSite.freePort()
        let site = try LiveSite {
            shop(
                $0, [a.line()],
                further: """
                    sslServices:
                      - name: tls
                        listen: 127.0.0.1:\(listen)
                        backend: shop
                        certificate: own
                        clientCertificates:
                          {ca: \(bench.folder)/root.pem, crl: \(bench.folder)/list.pem}
                    certificates: [{name: own}]

                    """)
        }
        try site.start()
        let words = "SSL service tls refuses clients: the list of revoked certificates "
        site.eventually("a reason") {
            try site.server() == "a"
                && site.status().health.reasons.contains { $0.hasPrefix(words) }
        }
        site.eventually("an event") {
            try site.events().contains { $0.kind == .certificate && $0.message.hasPrefix(words) }
        }
        _ = try list(bench, until: "20400201000000Z")
        site.eventually("health") { try site.isHealthy() }
    }
}
