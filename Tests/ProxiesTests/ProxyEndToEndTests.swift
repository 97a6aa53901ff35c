import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// The real HAProxy on what is rendered, with real servers behind it and a real client.
@Suite("proxies, end to end", .ownThreads)
struct ProxyEndToEndTests {
    @Test("the example of SSL before layer 7 keeps clients, and servers see where they come from")
    func sslToLayer7() throws {
        guard LiveSite.isPossible() else { return }
        let site = try ExampleSite(
            example: "ssl-to-layer-7",
            endpoints: [
                "192.168.1.31:80", "192.168.1.31:443", "192.168.7.1:8080", "192.168.7.2:8080",
                "192.168.1.21:7777",
            ],
            also: ["interval: 2s": "interval: 200ms"])
        let app1 = try site.startServer(at: 2)
        let app2 = try site.startServer(at: 3)
        try site.start()
        let url = "https://127.0.0.1:\(site.ports[1])/hello"
        let first = try site.fetch(url)
        #expect(first.status == 200, "\(first)")
        // The server was told the client's own address, and how the client came.
        #expect(first.body.contains("x-forwarded-for: 127.0.0.1"), "\(first)")
        #expect(first.body.contains("x-forwarded-proto: https"))
        #expect(first.headers.contains { $0.hasPrefix("strict-transport-security: max-age=") })
        let cookie = first.headers.first { $0.hasPrefix("set-cookie: SERVERID=") }
        let value = try #require(cookie?.dropFirst(12).prefix { $0 != ";" })
        let server = try #require(first.body.split(separator: "\n").first)
        for _ in 0..<6 {
            #expect(try site.fetch(url, ["-b", String(value)]).body.hasPrefix(server))
        }
        let others = try (0..<6).map { _ in try site.fetch(url).body.prefix(server.count) }
        #expect(Set(others).count == 2)
        let clear = try site.fetch("http://127.0.0.1:\(site.ports[0])/")
        #expect(clear.body.contains("x-forwarded-proto: http\n"))
        #expect(try site.fetch("http://127.0.0.1:\(site.ports[4])/").body.contains("app2"))
        for process in [app1, app2] { kill(process.processIdentifier, SIGKILL) }
        try site.eventually("the holding page") {
            let answer = try site.fetch(url)
            return answer.status == 503 && answer.body.contains("We will be back")
                && answer.headers.contains("retry-after: 60")
        }
    }

    @Test("the example of URL matching sends each request where it belongs")
    func urlMatch() throws {
        guard LiveSite.isPossible() else { return }
        let site = try ExampleSite(
            example: "url-match",
            endpoints: [
                "123.123.123.123:80", "192.168.0.8:80", "192.168.0.9:80", "192.168.0.10:80",
                "192.168.0.11:80",
            ])
        for position in 1...4 { _ = try site.startServer(at: position) }
        try site.start()
        let base = "http://127.0.0.1:\(site.ports[0])"
        func server(_ path: String) throws -> Int? {
            let body = try site.fetch(base + path).body
            let port = body.split(separator: "\n").first.flatMap { Int($0.dropFirst(7)) }
            return port.flatMap { site.ports.firstIndex(of: $0) }
        }
        #expect(try server("/a/b.gif") == 1)
        #expect(try server("/myurlmatch/x") == 2)
        // The first one that matches counts.
        #expect(try server("/myurlmatch/x.jpg") == 1)
        #expect(Set(try (0..<4).map { _ in try server("/gif") }) == [3, 4])
        let moved = try site.fetch(base + "/old/page")
        #expect(moved.status == 301)
        #expect(moved.headers.contains("location: /new/"))
        let robots = try site.fetch(base + "/robots.txt")
        #expect(robots.status == 200)
        #expect(robots.body == "User-agent: *\nDisallow: /private/\n")
        #expect(robots.headers.contains("content-type: text/plain"))
        let plain = try site.fetch(base + "/")
        #expect(!plain.headers.contains { $0.hasPrefix("server:") })
    }

    @Test("validate shows HAProxy's complaint at the line that caused it")
    func complaint() throws {
        guard LiveSite.isPossible() else { return }
        let document = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.101/24, interface: eth0}]
            proxies:
              - name: shop
                listen: 10.0.0.101:80
                servers: [{name: app1, address: 192.168.7.1:80}]
                raw:
                  - option http-no-delay
                  - unheard of
            sslServices: [{name: s, listen: 10.0.0.101:443, certificate: c, backend: shop}]
            certificates: [{name: c}]

            """)
        let run = try Program("validate", "-f", document.path)
        #expect(run.status == 1)
        #expect(run.error.contains(":9:9: error: HAProxy says: "), "\(run.error)")
        #expect(run.error.contains("[BAL608]"))
        try document.write(
            document.text().replacingOccurrences(of: "- unheard of", with: "- no log"))
        let good = try Program("validate", "-f", document.path)
        #expect(good.status == 0, "\(good.error)")
        #expect(good.output.contains("1 proxy, 1 SSL service, 1 server"))
    }

    @Test("a document without layer-4 services needs no IPVS in the kernel")
    func withoutIPVS() throws {
        let site = try LiveSite {
            """
            version: 1
            proxies:
              - name: shop
                listen: 127.0.0.1:\($0)
                servers: [{name: app1, address: 192.168.7.1:80}]

            """
        }
        for command in ["plan", "apply"] {
            let run = try site.command(command)
            #expect(run.status == 0, "\(command): \(run.error)")
        }
    }
}
