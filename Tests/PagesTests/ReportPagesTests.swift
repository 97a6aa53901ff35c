import Admin
import Foundation
import Model
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Pages

/// Reports, connections, logs, graphs and the node, by a browser over TLS.
@Suite("Pages of reports", .timeLimit(.minutes(20)), .ownThreads)
struct ReportPagesTests {
    @Test("reports sort, filter and export by their address alone, and escape every text")
    func reports() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("report")
        let body = try browser.get("/reports").body
        #expect(body.contains("3 of 3 rows") && body.contains("&lt;up&gt;"))
        #expect(body.contains("/api/v1/report.csv?sort=document"))
        let quantity = try browser.get("/reports?view=quantity&sort=connections").body
        #expect(quantity.contains(NumberText.grouped(.max)))
        #expect(NumberText.grouped(12_345_678) == "12\u{202f}345\u{202f}678")
        #expect(quantity.contains("1.25 MB") && quantity.contains("aria-sort=\"descending\""))
        #expect(quantity.contains("sort=connections&amp;order=reverse"))
        let proxies = try browser.get("/reports?layer=haproxy&find=SHOP").body
        #expect(proxies.contains("1 of 3 rows") && !proxies.contains("/services/web\""))
        #expect(try browser.get("/reports?sort=x&view=y&page=9").status == 200)
        await open.server.close()
    }

    @Test("connections have pages, and a wrong field has its reason")
    func connections() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("report")
        let body = try browser.get("/connections?page=2&names=1&service=web").body
        #expect(body.contains("250 of 250 connections") && body.contains("101-200"))
        #expect(body.contains("page=3&amp;names=1") && body.contains("&lt;note&gt;"))
        #expect(try browser.get("/connections?names=1").body.contains("&lt;name&gt;"))
        let wrong = try browser.get("/connections?client=%3Cx%3E").body
        #expect(wrong.contains("&lt;x&gt;") && wrong.contains("is no client."))
        await open.server.close()
    }

    @Test("logs have actions and requests for the group conf alone")
    func logs() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("report")
        let all = try browser.get("/logs").body
        #expect(all.contains("GET /&lt;b&gt; 200") && all.contains("sign in"))
        #expect(all.contains("&lt;i&gt;the document&lt;/i&gt;"))
        #expect(!all.contains("http-equiv"))
        let follow = try browser.get("/logs?preset=access&follow=1").body
        #expect(follow.contains("<meta http-equiv=\"refresh\" content=\"5\">"))
        #expect(!follow.contains("the document&lt;"))
        let less = try reader.get("/logs").body
        #expect(!less.contains("GET /") && !less.contains("sign in") && less.contains("accepted"))
        #expect(!(try reader.get("/logs?preset=access").body.contains("GET /")))
        #expect(try reader.get("/logs?preset=checks").body.contains("There are no such lines."))
        await open.server.close()
    }

    @Test("graphs are pictures with their figures as text, for each time")
    func graphs() async throws {
        let open = try await OpenPages()
        let browser = open.browser()
        try browser.signIn("report")
        let body = try browser.get("/services/web?range=week").body
        let picture = "/api/v1/graph.svg?range=week&amp;topic=traffic&amp;theme=dark"
        #expect(body.contains(picture) && body.contains("size=narrow&amp;name=web"))
        #expect(body.contains("active: average 2, maximum 30, latest 3"))
        #expect(body.contains("/services/web?range=year#graphs"))
        #expect(body.contains("/api/v1/series.csv?range=week&amp;name=web"))
        let server = try browser.get("/services/web/servers/web-1").body
        #expect(server.contains("name=web&amp;part=web-1"))
        #expect(
            try browser.get("/services/web/servers/web-2").body.contains("Nothing is recorded"))
        let overview = try browser.get("/").body
        #expect(overview.contains("<svg class=\"spark\"") && overview.contains("points=\""))
        await open.server.close()
    }

    @Test("a line of ten minutes has the newest sample at the right, and no unknown ones")
    func sparkline() {
        #expect(Sparkline([]).points == "")
        #expect(Sparkline([0, 0, 4, 4]).points == "57,15 59,1")
        #expect(Sparkline([.nan, .nan, 1, 1, .nan, 0]).points == "57,1 59,15")
        #expect(Sparkline(Array(repeating: 2, count: 60)).points.split(separator: " ").count == 30)
    }

    @Test("the node is ended only with power, its name, the group conf and a token")
    func power() async throws {
        let open = try await OpenPages()
        let (browser, reader) = (open.browser(), open.browser("reader"))
        try browser.signIn("conf")
        try reader.signIn("maint")
        let source = open.source
        let form = ["to": "halt", "confirm": "lb1", "message": "move"]
        #expect(try browser.get("/node").body.contains("Restart and halt are off"))
        #expect(try browser.send("/node", of: "/account", form).status == 403)
        source.hasPower.withLock { $0 = true }
        // A page is drawn once a second at most, and this is another address.
        let body = try browser.get("/node?range=day").body
        #expect(body.contains("not synchronised") && body.contains("name=\"confirm\""))
        #expect(!(try reader.get("/node").body.contains("name=\"confirm\"")))
        #expect(try reader.send("/node", of: "/account", form).status == 403)
        #expect(try browser.send("/node", of: "/node", form, proof: "0").status == 403)
        let foreign = "-H 'Origin: https://evil.example'"
        #expect(try browser.send("/node", of: "/node", form, foreign).status == 403)
        var other = form
        other["confirm"] = "lb2"
        #expect(try browser.send("/node", of: "/node", other).status == 422)
        other = form
        other["to"] = "shell"
        #expect(try browser.send("/node", of: "/node", other).status == 400)
        #expect(source.ends.withLock(\.self).isEmpty)
        let done = try browser.send("/node", of: "/node", form)
        #expect(done.status == 303 && done.header("location") == "/node?done=halt")
        #expect(source.ends.withLock(\.self) == [.halt])
        let audit = try open.audit
        #expect(audit.last == "conf: halt this node, done")
        #expect(audit.contains("conf: halt this node, refused"))
        #expect(try browser.get("/node?packages=1").body.contains("0.2.0&lt;b&gt;"))
        await open.server.close()
    }
}
