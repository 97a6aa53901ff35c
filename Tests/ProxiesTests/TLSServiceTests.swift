import Foundation
import TestSupport
import TestThreads
import Testing

/// SSL services as clients see them that are not ours.
@Suite("SSL services, end to end", .ownThreads)
struct TLSServiceTests {
    /// The subject of the certificate that a client is shown.
    private func subject(_ site: TLSSite, _ name: String) throws -> String {
        let answer = try site.connect(site.ports[0], name: name)
        let line = answer.text.split(separator: "\n").first { $0.hasPrefix("subject=") }
        return String(try #require(line, "\(answer.text)").dropFirst(8))
    }

    @Test("each name gets its certificate, wildcards too, with the whole chain")
    func names() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        for (name, hosts) in [
            ("first", ["first.example"]), ("second", ["second.example", "www.second.example"]),
            ("wild", ["*.wild.example"]), ("exact", ["exact.wild.example"]),
        ] {
            try site.issue(name, for: hosts)
        }
        try site.start(
            """
            version: 1
            proxies: [{name: shop, servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]}]
            sslServices:
              - name: s
                listen: 127.0.0.1:\(site.ports[0])
                certificates: [first, second, wild, exact]
                backend: shop
            certificates:
              - {name: first, file: first.pem}
              - {name: second, file: second.pem}
              - {name: wild, file: wild.pem}
              - {name: exact, file: exact.pem}
            """)
        for (asked, shown) in [
            ("first.example", "first"), ("second.example", "second"),
            ("WWW.second.example", "second"), ("a.wild.example", "wild"),
            ("exact.wild.example", "exact"), ("a.b.wild.example", "first"),
            ("wild.example", "first"), ("unknown.example", "first"),
        ] {
            #expect(try subject(site, asked) == "CN = \(shown)", "\(asked)")
        }
        let whole = try site.connect(
            site.ports[0],
            "-showcerts -CAfile root.pem -no-CApath -no-CAstore "
                + "-verify_return_error -verify_hostname second.example", name: "second.example")
        #expect(whole.text.contains("Verify return code: 0 (ok)"), "\(whole.text)")
        // The server's own and the intermediate, in this order, and no root.
        #expect(whole.text.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
        #expect(whole.text.contains(" 0 s:CN = second\n   i:CN = lower\n"))
        #expect(whole.text.contains(" 1 s:CN = lower\n   i:CN = root\n"))
    }

    @Test("HTTP/2 and HTTP/1.1 are agreed on, browsers are told to come by TLS, and sent there")
    func http() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("c", for: ["shop.example"])
        try site.serve(at: site.ports[1], log: "requests")
        try site.start(
            """
            version: 1
            proxies:
              - name: shop
                listen: 127.0.0.1:\(site.ports[2])
                servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]
            sslServices:
              - name: s
                listen: 127.0.0.1:\(site.ports[0])
                certificate: c
                backend: shop
                redirect: true
                hsts: {maxAge: 365d, includeSubdomains: true}
              - {name: plain, listen: 127.0.0.1:\(site.ports[3]), certificate: c, backend: shop,
                 alpn: http/1.1}
            certificates: [{name: c, file: c.pem}]
            """)
        let url = "https://shop.example:\(site.ports[0])/page"
        let second = try site.fetch(url, "--http2")
        #expect(second.text.hasPrefix("HTTP/2 200"), "\(second.text)")
        #expect(
            second.text.contains(
                "strict-transport-security: max-age=31536000; includeSubDomains"))
        // The server is told where the client is, and how it came.
        #expect(second.text.lowercased().contains("x-forwarded-for: 127.0.0.1"))
        #expect(second.text.lowercased().contains("x-forwarded-proto: https"))
        #expect(try site.fetch(url, "--http1.1").text.hasPrefix("HTTP/1.1 200"))
        let agreed = try site.connect(site.ports[0], "-alpn http/1.1,h2")
        #expect(agreed.text.contains("ALPN protocol: h2"), "the server's choice counts")
        let plain = try site.connect(site.ports[3], "-alpn h2,http/1.1")
        #expect(plain.text.contains("ALPN protocol: http/1.1"))
        let clear = try site.fetch("http://shop.example:\(site.ports[2])/page?a=1")
        #expect(clear.text.hasPrefix("HTTP/1.1 301"))
        #expect(clear.text.contains("location: https://shop.example:\(site.ports[0])/page?a=1"))
        #expect(!clear.text.lowercased().contains("strict-transport-security"))
        #expect(site.requests("requests") == 2, "what came in the clear went no further")
    }

    @Test("tickets are given out where the document says so, and sessions are resumed anyway")
    func tickets() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("c", for: ["shop.example"])
        func service(_ name: String, _ port: Int, _ tickets: Bool) -> String {
            "{name: \(name), listen: 127.0.0.1:\(port), certificate: c, backend: shop, "
                + "sessionTickets: \(tickets)}"
        }
        try site.start(
            """
            version: 1
            proxies: [{name: shop, servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]}]
            sslServices:
              - \(service("without", site.ports[0], false))
              - \(service("with", site.ports[2], true))
            certificates: [{name: c, file: c.pem}]
            """)
        for (port, hasTickets) in [(site.ports[0], false), (site.ports[2], true)] {
            let first = try site.connect(port, "-tls1_2 -sess_out session")
            #expect(first.text.contains("TLS session ticket:") == hasTickets, "\(first.text)")
            #expect(first.text.contains("New, TLSv1.2"))
            let again = try site.connect(port, "-tls1_2 -sess_in session")
            #expect(again.text.contains("Reused, TLSv1.2"), "\(again.text)")
        }
    }
}
