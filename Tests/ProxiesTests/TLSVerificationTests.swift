import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// Certificates of clients and of servers.
@Suite("who is let in, and who is spoken to", .ownThreads)
struct TLSVerificationTests {
    @Test("a client without a certificate, with another's, or a revoked one is refused")
    func clients() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("c", for: ["shop.example"])
        try makeClients(site)
        try site.serve(at: site.ports[1], log: "requests")
        try site.start(
            """
            version: 1
            proxies:
              - {name: shop, servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]}
            sslServices:
              - name: s
                listen: 127.0.0.1:\(site.ports[0])
                certificate: c
                backend: shop
                clientCertificates: {ca: clients.pem, crl: clients.crl}
              - name: optional
                listen: 127.0.0.1:\(site.ports[2])
                certificate: c
                backend: shop
                clientCertificates:
                  {ca: clients.pem, crl: clients.crl, required: false, forward: true}
            certificates: [{name: c, file: c.pem}]
            """)
        func ask(_ port: Int, _ client: String?) throws -> Bool {
            let url = "https://shop.example:\(port)/"
            let answer =
                try client.map {
                    try site.fetch(url, "--cert", "\($0).crt", "--key", "\($0).key")
                } ?? site.fetch(url)
            return answer.status == 0 && answer.text.contains(" 200")
        }
        for (client, isLetIn) in [
            (nil, false), ("good", true), ("revoked", false), ("stranger", false),
        ] {
            let before = site.requests("requests")
            #expect(try ask(site.ports[0], client) == isLetIn, "\(client ?? "none")")
            #expect(site.requests("requests") - before == (isLetIn ? 1 : 0))
        }
        #expect(try ask(site.ports[2], nil))
        #expect(try ask(site.ports[2], "good"))
        #expect(try !ask(site.ports[2], "revoked"), "what is shown has to be good")
        let url = "https://shop.example:\(site.ports[2])/"
        let forged = ["-H", "X-SSL-Client-CN: root", "-H", "X-SSL-Client-Verify: 0"]
        let known = try site.fetch(
            url, forged[0], forged[1], "--cert", "good.crt", "--key", "good.key"
        ).text.lowercased()
        #expect(known.contains("x-ssl-client-verify: 0") && !known.contains("root"), "\(known)")
        #expect(
            known.contains("x-ssl-client-cn: \"good\"") || known.contains("x-ssl-client-cn: good"))
        // CGI makes one name of these and of those with hyphens.
        let others = ["-H", "X_SSL_Client_CN: root", "-H", "X-SSL_Client-Verify: 0"]
        let unknown = try site.fetch(
            url, forged[0], forged[1], forged[2], forged[3], others[0], others[1], others[2],
            others[3]
        ).text.lowercased()
        #expect(unknown.contains("host:") && !unknown.contains("ssl"), "\(unknown)")
        #expect(try !ask(site.ports[2], "stranger"))
    }

    /// An authority of clients, with its list of revoked certificates, and a stranger.
    private func makeClients(_ site: TLSSite) throws {
        let bench = site.bench
        let curve = "ec -pkeyopt ec_paramgen_curve:P-256"
        try bench.openssl(
            "req -x509 -newkey \(curve) -nodes -days 9 -subj /CN=clients -keyout clients.key "
                + "-out clients.pem")
        try """
        [ca]
        default_ca = this
        [this]
        database = index.txt
        serial = serial
        new_certs_dir = .
        certificate = clients.pem
        private_key = clients.key
        default_md = sha256
        default_days = 9
        default_crl_days = 9
        policy = any
        [any]
        commonName = supplied

        """.write(toFile: site.path("ca.cnf"), atomically: true, encoding: .utf8)
        try "".write(toFile: site.path("index.txt"), atomically: true, encoding: .utf8)
        try "01\n".write(toFile: site.path("serial"), atomically: true, encoding: .utf8)
        for name in ["good", "revoked"] {
            try bench.openssl(
                "req -newkey \(curve) -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr"
            )
            try bench.openssl("ca -batch -config ca.cnf -in \(name).csr -out \(name).crt -notext")
        }
        try bench.openssl("ca -batch -config ca.cnf -revoke revoked.crt")
        try bench.openssl("ca -batch -config ca.cnf -gencrl -out clients.crl")
        try bench.openssl(
            "req -x509 -newkey \(curve) -nodes -days 9 -subj /CN=good -keyout stranger.key "
                + "-out stranger.crt")
    }

    @Test("a server whose certificate is not good gets no request")
    func servers() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("c", for: ["shop.example"])
        try site.issue("app", for: ["app.example"])
        try site.issue("other", for: ["other.example"])
        try site.bench.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj "
                + "/CN=app.example -addext subjectAltName=DNS:app.example -keyout self.key "
                + "-out self.crt")
        try (site.bench.text("self.key") + site.bench.text("self.crt")).write(
            toFile: site.path("self.pem"), atomically: true, encoding: .utf8)
        // Python sends certificates as they stand, so these are put in order.
        for name in ["app", "other"] {
            try ["\(name).crt", "lower.pem", "\(name).key"].map { try site.bench.text($0) }
                .joined()
                .write(toFile: site.path("\(name).pem"), atomically: true, encoding: .utf8)
        }
        let ports = Array(site.ports[2...4])
        for (name, port) in zip(["app", "other", "self"], ports) {
            try site.serve(at: port, certificate: "\(name).pem", log: name)
        }
        func route(
            _ name: String, _ port: Int, _ host: String = ", serverName: app.example"
        ) -> String {
            "{match: {prefix: /\(name)}, servers: [{name: \(name), address: 127.0.0.1:\(port), "
                + "tls: {verify: true, ca: root.pem\(host)}}]}"
        }
        try site.start(
            """
            version: 1
            proxies:
              - name: shop
                timeouts: {connect: 2s}
                retries: 1
                routes:
                  - \(route("app", ports[0]))
                  - \(route("other", ports[1]))
                  - \(route("self", ports[2]))
                  - \(route("unnamed", ports[1], ""))
            sslServices:
              - {name: s, listen: 127.0.0.1:\(site.ports[0]), certificate: c, backend: shop}
            certificates: [{name: c, file: c.pem}]
            """)
        for (name, status) in [("app", 200), ("other", 503), ("self", 503)] {
            let answer = try site.fetch("https://shop.example:\(site.ports[0])/\(name)")
            #expect(answer.text.hasPrefix("HTTP/2 \(status)"), "\(name): \(answer.text)")
            #expect(site.requests(name) == (status == 200 ? 1 : 0), "\(name)")
        }
        // This is what BAL610 warns of.
        let unnamed = try site.fetch("https://shop.example:\(site.ports[0])/unnamed")
        #expect(unnamed.text.hasPrefix("HTTP/2 200") && site.requests("other") == 1)
    }
}
