import Certificates
import Foundation
import Glibc
import Model
import Proxies
import TestSupport
import TestThreads
import Testing

@Suite("lists of revoked certificates", .timeLimit(.minutes(20)), .ownThreads)
struct RevocationTests {

    /// A list of the authority `root` that ended or will end.
    private func list(_ bench: CertificateBench, until end: String) throws -> String {
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

    @Test("an authority is reported while its newest list is expired, or there is none")
    func ends() throws {
        let bench = try CertificateBench()
        try bench.makeAuthority()
        let early = try list(bench, until: "20200201000000Z")
        let late = try list(bench, until: "20400201000000Z")
        let authority = SecretBytes(try bench.text("root.pem").utf8)
        func codes(_ text: String) throws -> [DiagnosticCode] {
            try RevocationLists(SecretBytes(text.utf8), authorities: authority)
                .findings(at: .now).map(\.code)
        }
        #expect(try codes(late) == [])
        #expect(try codes(late + early) == [] && codes(early + late) == [])
        #expect(try codes(early) == [.revocationListOver])
        #expect(try codes("") == [.revocationListMissing])
        let lists = try RevocationLists(SecretBytes(early.utf8), authorities: authority)
        let words = try #require(lists.findings(at: .now).first).message
        #expect(words.contains("expired on 2020-02-01T00:00:00Z"), "\(words)")
    }

    @Test("a list that has ended is an event and a reason in status, until there is another")
    func over() throws {
        guard LiveSite.isPossible() else { return }
        let bench = try CertificateBench()
        try bench.makeAuthority()
        _ = try list(bench, until: "20200201000000Z")
        let a = try LiveServer("a")
        let listen = ExampleSite.freePort()
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
        let words = "SSL service tls: the list of revoked certificates "
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
