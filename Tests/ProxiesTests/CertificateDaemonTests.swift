import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Certificates that change while `ballast run` serves them, seen by `openssl s_client`.
@Suite("certificates of a running controller", .ownThreads)
struct CertificateDaemonTests {
    /// The controller of a site, which takes HAProxy with it when it ends.
    final class Controller {
        private let site: TLSSite
        private let process: Process

        init(_ site: TLSSite) throws {
            self.site = site
            process = try site.bench.started(
                site.bench.program,
                "run --no-addresses --clean -f ballast.yaml --state state --runtime run",
                log: try Scratch())
        }

        deinit { end() }

        func end(_ number: Int32 = SIGTERM) {
            guard process.isRunning else { return }
            kill(process.processIdentifier, number)
            process.waitUntilExit()
        }

        func status() throws -> Status? {
            let answer = try site.run(
                site.bench.program.path, ["status", "--json", "--socket", "run/ballast.sock"])
            // Before it listens it has no answer.
            return try? JSONDecoder().decode(Status.self, from: Data(answer.text.utf8))
        }
    }

    /// The subjects of all certificates that a client is sent.
    private func sent(_ site: TLSSite) throws -> [String] {
        try site.connect(site.ports[0], "-showcerts").text.split(separator: "\n")
            .filter { $0.contains(" s:CN = ") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
    }

    private func put(_ site: TLSSite, _ parts: String...) throws {
        let text = try parts.map { try site.bench.text($0) }.joined()
        // Beside its place and renamed: never half of it.
        try text.write(toFile: site.path("c.pem"), atomically: true, encoding: .utf8)
        chmod(site.path("c.pem"), 0o600)
    }

    @Test("a new certificate or chain is live without a reload; a bad one leaves the old one")
    func live() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        for name in ["a", "b"] { try site.issue(name, for: ["shop.example"]) }
        try put(site, "a.crt", "lower.pem", "a.key")
        try """
        version: 1
        proxies: [{name: shop, servers: [{name: app, address: 127.0.0.1:\(site.ports[1])}]}]
        sslServices:
          - {name: s, listen: 127.0.0.1:\(site.ports[0]), certificate: c, backend: shop}
        certificates: [{name: c, file: c.pem, names: [shop.example]}]

        """.write(toFile: site.path("ballast.yaml"), atomically: true, encoding: .utf8)
        var controller = try Controller(site)
        try site.eventually("the first certificate") { try sent(site) == ["a", "lower"] }
        try #require(try sent(site) == ["a", "lower"])
        let first = try #require(try controller.status()?.workers)

        try put(site, "b.crt", "lower.pem", "b.key")
        try site.eventually("the second certificate") { try sent(site) == ["b", "lower"] }
        try put(site, "b.crt", "b.key")
        try site.eventually("the shorter chain") { try sent(site) == ["b"] }
        try put(site, "a.crt", "lower.pem", "b.key")
        try site.eventually("the refusal") {
            try controller.status()?.certificates?.first?.refusal != nil
        }
        #expect(try sent(site) == ["b"])
        let then = try #require(try controller.status())
        #expect(then.workers?.worker == first.worker && then.workers?.reloads == first.reloads)
        #expect(!then.health.healthy)
        let told = then.events.filter { [.certificate, .renewed].contains($0.kind) }.map(\.message)
        #expect(told.count == 2, "\(told)")
        #expect(told.first?.hasPrefix("certificate c: another one is served now") == true)
        #expect(told.last?.hasPrefix("certificate c: the file is not taken: the pri") == true)

        // It goes on when the controller is killed, and the next one tells nothing again.
        controller.end(SIGKILL)
        #expect(try sent(site) == ["b"])
        controller = try Controller(site)
        try site.eventually("the next controller") {
            try controller.status()?.certificates?.first?.refusal != nil
        }
        #expect(try sent(site) == ["b"])
        let events = try #require(try controller.status()).events
        #expect(events.filter { $0.kind == .certificate } == [])
        try put(site, "a.crt", "lower.pem", "a.key")
        try site.eventually("the good one") { try sent(site) == ["a", "lower"] }
        try site.eventually("health") { try controller.status()?.health.healthy == true }
    }

    @Test("apply brings another chain of the same certificate, once")
    func appliedChain() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("a", for: ["shop.example"])
        try put(site, "a.crt", "lower.pem", "a.key")
        let document = """
            version: 1
            proxies: [{name: shop, servers: [{name: app, address: 127.0.0.1:\(site.ports[1])}]}]
            sslServices:
              - {name: s, listen: 127.0.0.1:\(site.ports[0]), certificate: c, backend: shop}
            certificates: [{name: c, file: c.pem, names: [shop.example]}]

            """
        try document.write(toFile: site.path("ballast.yaml"), atomically: true, encoding: .utf8)
        func apply(_ command: String) throws -> String {
            try site.run(
                site.bench.program.path,
                [command, "--no-addresses", "-f", "ballast.yaml", "--state", "state"]
                    + ["--runtime", "run"]
            ).text
        }
        defer {
            // HAProxy ends with a document that has no proxies.
            try? "version: 1\nservices: []\n"
                .write(toFile: site.path("ballast.yaml"), atomically: true, encoding: .utf8)
            try? site.eventually("its end") { try apply("apply").contains("Nothing") }
        }
        #expect(try apply("apply").contains("start HAProxy"))
        #expect(try sent(site) == ["a", "lower"])
        #expect(try !apply("plan").contains("ssl cert"))
        try put(site, "a.crt", "a.key")
        #expect(try apply("plan").contains("~ certificate "))
        #expect(try apply("apply").contains("~ certificate "))
        #expect(try sent(site) == ["a"])
        #expect(try !apply("plan").contains("ssl cert"))
    }
}
