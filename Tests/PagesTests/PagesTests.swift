import Admin
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Pages

/// The pages themselves, by a browser over TLS.
@Suite("Pages", .timeLimit(.minutes(20)), .ownThreads)
struct PagesTests {
    @Test("each page forbids frames, foreign scripts and caches; files are kept for a year")
    func headers() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("conf")
        for path in ["/", "/sign-in", "/services/web", "/services/none", "/nothing", "/account"] {
            let answer = try browser.get(path)
            let policy = answer.header("content-security-policy")
            #expect(policy.contains("default-src 'none'; style-src 'self'; script-src 'self'"))
            #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(answer.header("x-content-type-options") == "nosniff", "\(path)")
            #expect(answer.header("referrer-policy") == "same-origin")
            #expect(answer.header("cache-control") == "no-store")
            #expect(answer.header("content-type") == "text/html; charset=utf-8")
            #expect(!answer.body.contains(/<[^>]* (style|on[a-z]+)=/))
            #expect(!answer.body.contains(/<script(?! src="\/static)|<style/))
        }
        #expect(try browser.get("/services/none").status == 404)
        #expect(try browser.get("/nothing").status == 404)
        #expect(try browser.get("/", "-X DELETE").status == 405)
        let link = try #require(
            try browser.get("/").body.firstMatch(of: /href="(\/static\/ballast.css[^"]*)"/))
        let file = try browser.get(String(link.1))
        #expect(file.status == 200 && file.header("content-type").hasPrefix("text/css"))
        #expect(file.header("cache-control").contains("immutable"))
        let again = try browser.get(
            String(link.1), "-H 'If-None-Match: \(file.header("etag"))'")
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(try browser.get("/static/..%2Fusers.json").status == 404)
        await open.server.close()
    }

    @Test("the overview has problems first, a line for each service, and escapes every text")
    func overview() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        open.source.set { $0.health = .init(reasons: ["<script>alert(1)</script> fails"]) }
        try browser.signIn("report")
        let body = try browser.get("/").body
        #expect(body.contains("&lt;script&gt;alert(1)&lt;/script&gt; fails"))
        #expect(body.contains("&lt;i&gt;the document&lt;/i&gt;"))
        let mail = try #require(body.range(of: "href=\"/services/mail\""))
        let web = try #require(body.range(of: "href=\"/services/web\""))
        #expect(mail.lowerBound < web.lowerBound)
        #expect(body.contains("; mail-1 down: connection refused"))
        #expect(body.contains("2 of 2 services serve"))
        let found = try browser.get("/?find=WEB").body
        #expect(found.contains("/services/web\"") && !found.contains("/services/mail\""))
        let server = try browser.get("/?find=mail-2").body
        #expect(server.contains("/services/mail/servers/mail-2\">mail/mail-2</a> 10.1.0.129"))
        #expect(try browser.get("/?find=8443").body.contains("tls&lt;</b> 10.0.0.1:8443"))
        await open.server.close()
    }

    @Test("each page of a group is readable, and escapes the texts of the outside")
    func pages() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("report")
        let events = try reader.get("/events").body
        #expect(events.contains("&lt;i&gt;the document") && events.contains("1 of the latest 1"))
        #expect(try reader.get("/events?kind=checks").body.contains("There are no such events."))
        #expect(try reader.get("/certificates").body.contains("no SSL service"))
        #expect(try reader.get("/history").body.contains("&lt;b&gt;sale&lt;/b&gt;"))
        #expect(try reader.get("/firewall").body.contains("# &lt;rule&gt;"))
        let trace = try reader.get("/firewall?from=1&to=2&protocol=tcp").body
        #expect(trace.contains("The packet is <b>dropped</b>") && trace.contains("by &lt;rule&gt;"))
        let wrong = try reader.get("/firewall?from=1&to=2&protocol=x").body
        #expect(wrong.contains("No such &lt;protocol&gt;."))
        for path in ["/audit", "/history/2"] {
            #expect(try reader.get(path).status == 403, "\(path)")
        }
        #expect(try browser.get("/audit").body.contains("report"))
        let version = try browser.get("/history/2").body
        #expect(version.contains("<ins>+weight: 2 # &lt;&amp;&gt;</ins>"))
        #expect(try browser.get("/history/7").status == 404)
        let back = try browser.send("/history/2", of: "/history/2", ["message": "no"])
        #expect(back.status == 303)
        #expect(open.site.calls.last == "rollBack / {\"message\":\"no\"} by conf")
        await open.server.close()
    }

    @Test("viewers of a group share what was drawn, and a change is seen at once")
    func sharing() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("maint")
        for number in 0..<5 { _ = try browser.get("/?done=weight&x=\(number)&find=") }
        #expect(open.source.reads <= 3)
        await open.server.close()
    }

    @Test("a refused change shows its reason, and the API's line is in the audit log")
    func refusal() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("maint")
        let answer = try browser.send(
            "/services/web/servers/none", of: "/", ["to": "online", "message": "why"])
        #expect(answer.status == 404 && answer.body.contains("There is no &lt;server&gt;."))
        #expect(answer.body.contains(">maint</a>"))
        #expect(try open.audit.last == "maint: online web/none, refused")
        let weight = try browser.send(
            "/services/web/servers/web-1", of: "/", ["to": "weight", "weight": "9"])
        #expect(weight.status == 303)
        #expect(open.site.calls.last == "weighServer web/web-1 {\"weight\":9} by maint")
        let wrong = try browser.send("/services/web/servers/web-1", of: "/", ["to": "halt"])
        #expect(wrong.status == 400)
        await open.server.close()
    }

    @Test("values are sent as they change, to viewers with a session")
    func values() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        #expect(try browser.get("/live?page=%2F", "-m 3").status == 401)
        try browser.signIn("report")
        #expect(try browser.get("/live?page=%2Faccount", "-m 3").status == 404)
        let source = open.source
        let change = Task {
            try await Task.sleep(for: .seconds(2))
            let web = try ExampleSource.service("web", 1, down: 2)
            source.set { $0.services[0] = web }
        }
        let stream = try browser.get("/live?page=%2F", "-N -m 5").body
        try await change.value
        #expect(stream.hasPrefix("retry: 2000\n\nevent: all\ndata: {"))
        #expect(stream.contains("event: some\ndata: {"))
        let last = try #require(stream.components(separatedBy: "event: some").dropFirst().first)
        #expect(stream.contains("\"service/web\":{\"s\":\"bad\"}"), "\(last)")
        #expect(stream.contains("\"service/web/up\":{\"t\":\"0/2\"}"))
        #expect(!last.contains("service/mail/up"))
        await open.server.close()
    }

    @Test("a thousand services of 20 servers make a small page")
    func size() async throws {
        let services = try (1...1000).map { number in
            try ExampleSource.service(
                "service\(number)", number, servers: 20, down: number.isMultiple(of: 10) ? 1 : 0)
        }
        let open = try await OpenPages([.report], services)
        let browser = open.browser()
        try browser.signIn("report")
        let body = try browser.get("/").body
        #expect(body.utf8.count < 300_000, "\(body.utf8.count)")
        #expect(body.contains("page=5"))
        let last = try browser.get("/?page=5").body
        #expect(last.contains("801-1000") && last.contains("/services/service1\"") == false)
        await open.server.close()
    }
}
