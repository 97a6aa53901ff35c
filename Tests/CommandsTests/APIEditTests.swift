import Foundation
import Model
import Seeds
import TestSupport
import TestThreads
import Testing

/// Edits of several servers, checks and commands about nodes, by the API.
@Suite("The API of a controller: servers and nodes", .timeLimit(.minutes(20)), .ownThreads)
struct APIEditTests {
    /// The second server has a port on which nothing listens.
    private static func host() throws -> APIHost {
        try APIHost(
            """
            version: 1
            proxies:
              - name: shop
                listen: 127.0.0.1:\(ClaimedPorts.free())
                check: connect
                servers:
                  - {name: app1, address: "127.0.0.1:1", weight: 7}  # the old one
                  - {name: app2, address: "127.0.0.1:2"}
                  - {name: app3, address: "127.0.0.1:3", weight: 3}  # spare

            """)
    }

    private static func patch(
        _ host: APIHost, _ tag: String?, _ edits: String, _ type: String = "application/json"
    ) throws -> APIHost.Answer {
        try host.send(
            "PATCH", "/document", "{\"edits\": [\(edits)], \"message\": \"ticket 9\"}", type,
            tag.map { "-H 'If-Match: \($0)'" } ?? "")
    }

    @Test("several servers are changed in one edit of the text, by clients that know it")
    func patching() throws {
        let host = try Self.host()
        let first = try host.get("/document")
        let edits = """
            {"service": "shop", "server": "app1", "state": "drain"},
            {"service": "shop", "server": "app2", "weight": 9},
            {"service": "shop", "server": "app3", "weight": 5}
            """
        #expect(try Self.patch(host, nil, edits).status == 428)
        #expect(
            try Self.patch(host, "\"\(String(repeating: "0", count: 64))\"", edits).status == 412)
        #expect(try Self.patch(host, first.tag, edits, "text/plain").status == 415)
        for (wrong, status) in [
            ("{\"service\": \"shop\", \"server\": \"none\", \"weight\": 1}", 404),
            ("{\"service\": \"none\", \"server\": \"app1\", \"weight\": 1}", 404),
            ("{\"service\": \"shop\", \"server\": \"app1\", \"weight\": 257}", 422),
            ("{\"service\": \"shop\", \"server\": \"app1\"}", 400),
        ] {
            // None of the edits is made.
            let answer = try Self.patch(host, first.tag, edits + ", " + wrong)
            #expect(answer.status == status, "\(answer.body)")
            try SchemaCheck.verify(answer.body, as: "refusal")
        }
        #expect(try host.site.text() == first.body)
        let good = try Self.patch(host, first.tag, edits)
        #expect(good.status == 200, "\(good.body)")
        try SchemaCheck.verify(good.body, as: "edit")
        let wanted = first.body
            .replacing("weight: 7}  # the old one", with: "weight: 7, state: drain}  # the old one")
            .replacing("127.0.0.1:2\"}", with: "127.0.0.1:2\", weight: 9}")
            .replacing("weight: 3}  # spare", with: "weight: 5}  # spare")
        #expect(try host.site.text() == wanted)
        #expect(good.tag == (try host.get("/document").tag))
        #expect(try Self.patch(host, first.tag, edits).status == 412)
        #expect(try Self.patch(host, good.tag, edits).body.contains("\"changed\":false"))
        // The digest of the history is one that every client may read.
        host.site.eventually("the history") {
            let history = try host.get("/history").body
            return history.contains("ticket 9")
                && history.contains(good.tag.replacing("\"", with: ""))
        }
        let audit = try Program("audit", "--json", "--state", "\(host.site.folder)/state").output
        #expect(audit.contains("\"edit servers\""))
    }

    @Test("a server and all servers of a service are checked once")
    func checks() throws {
        let host = try Self.host()
        let one = try host.get("/services/shop/servers/app1/check", "-X POST")
        #expect(one.status == 200, "\(one.body)")
        try SchemaCheck.verify(one.body, as: "checks")
        #expect(one.body.contains("\"passed\":false") && one.body.contains("shop/app1"))
        let all = try host.get("/services/shop/check", "-X POST")
        try SchemaCheck.verify(all.body, as: "checks")
        #expect(all.body.contains("shop/app3"))
        #expect(try host.get("/services/none/check", "-X POST").status == 404)
        #expect(try host.get("/services/shop/servers/none/check", "-X POST").status == 404)
    }

    @Test("commands about nodes are refused with their reason where there are none")
    func nodes() throws {
        let host = try Self.host()
        let state = try host.get("/failover")
        #expect(state.status == 200 && state.body == "{\"version\":1}\n", "\(state.body)")
        for path in ["handover", "standby", "resume"] {
            let answer = try host.send("POST", "/failover/\(path)", "{}", "application/json")
            #expect(answer.status == 409 && answer.body.contains("has no failover"))
            try SchemaCheck.verify(answer.body, as: "refusal")
        }
        let sync = try host.get("/peers/lb2/sync", "-X POST")
        #expect(sync.status == 409 && sync.body.contains("has no cluster.replication"))
    }
}
