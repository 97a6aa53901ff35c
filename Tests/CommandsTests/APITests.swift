import Admin
import Document
import Foundation
import Glibc
import Model
import Seeds
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

/// The API of a running controller.
@Suite("The API of a controller", .timeLimit(.minutes(20)), .ownThreads)
struct APITests {
    /// Proxies need no privilege.
    private static let document = """
        version: 1
        proxies:
          - name: shop
            listen: 127.0.0.1:PORT
            servers:
              - {name: app1, address: "127.0.0.1:1", weight: 7}  # the old one
              - {name: app2, address: "127.0.0.1:2"}

        """

    private static func host() throws -> APIHost {
        try APIHost(document.replacing("PORT", with: "\(ClaimedPorts.free())"))
    }

    private static func body(_ message: String) -> String { "{\"message\": \"\(message)\"}" }

    @Test("each request without a parameter has an answer of its form")
    func reads() throws {
        let host = try Self.host()
        host.site.eventually("the look") { try host.get("/plan").status == 200 }
        for route in APIRoute.all where route.method == "GET" && !route.path.contains("{") {
            if [.followEvents, .getPeers].contains(route.name) { continue }
            // Nothing is recorded in the first seconds.
            if route.path.contains("series") || route.path.contains("graph") { continue }
            let answer = try host.get(route.path)
            #expect(answer.status == 200, "\(route.path): \(answer.body)")
            guard case .json(let form) = route.answer else { continue }
            try SchemaCheck.verify(answer.body, as: form.rawValue)
        }
        for path in ["/proxies/shop", "/services/shop/servers/app1", "/explain/127.0.0.1"] {
            let answer = try host.get(path)
            #expect(answer.status == 200, "\(path)")
            try SchemaCheck.verify(answer.body, as: "explain")
        }
        #expect(try host.get("/services/shop/servers/none").status == 404)
        #expect(try host.get("/services/none").status == 404)
        #expect(try host.get("/peers").body.contains("\"peers\":[]"))
        let status = try JSONDecoder().decode(
            Status.self, from: Data(try host.get("/status").body.utf8))
        #expect(status.proxies.map(\.name) == ["shop"])
        let events = try host.get("/events/stream", "-N -m 2").body
        #expect(events.hasPrefix("retry: 2000\n\nid: ") && events.contains("\nevent: accepted\n"))
    }

    @Test("a server is drained in the text of the document, and the history has author and reason")
    func servers() throws {
        let host = try Self.host()
        let drain = try host.send(
            "POST", "/services/shop/servers/app1/drain", Self.body("ticket 7"), "application/json")
        #expect(drain.status == 200)
        try SchemaCheck.verify(drain.body, as: "edit")
        #expect(
            try host.site.text().contains(
                "- {name: app1, address: \"127.0.0.1:1\", weight: 7, state: drain}  # the old one"))
        host.site.eventually("the history") {
            let history = try host.get("/history").body
            return history.contains("\"kind\":\"api\"") && history.contains("ticket 7")
                && history.contains("\"user\":\"tool\"")
        }
        let weight = try host.send(
            "POST", "/services/shop/servers/app2/weight", "{\"weight\": 9}", "application/json")
        #expect(weight.status == 200, "\(weight.body)")
        let again = try host.send(
            "POST", "/services/shop/servers/app2/weight", "{\"weight\": 9}", "application/json")
        #expect(again.body.contains("\"changed\":false"))
        #expect(try host.site.text().contains("app2, address: \"127.0.0.1:2\", weight: 9}"))
        let wrong = try host.send(
            "POST", "/services/shop/servers/app2/weight", "{\"weight\": 999}", "application/json")
        #expect(wrong.status == 422)
        #expect(try host.get("/services/shop/servers/no/online", "-X POST").status == 404)
        #expect(try host.get("/services/shop/servers/app1/online", "-X POST").status == 200)
        #expect(try !host.site.text().contains("drain"))
        host.site.eventually("the edits in force") {
            try host.get("/services/shop/servers/app2").body.contains("\"weight\":9")
        }
        let back = try host.send(
            "POST", "/history/1/rollback", Self.body("no"), "application/json")
        #expect(back.status == 200, "\(back.body)")
        try SchemaCheck.verify(back.body, as: "rollback")
        #expect(try !host.site.text().contains("weight: 9"))
        #expect(try host.get("/history/1").body == host.site.text())
        #expect(try host.get("/history/77").status == 404)
        #expect(try host.get("/confirm", "-X POST").status == 409)
        let audit = try Program("audit", "--json", "--state", "\(host.site.folder)/state").output
        for action in [
            "drain shop/app1", "ticket 7", "weight shop/app2", "roll back to generation 1",
        ] {
            #expect(audit.contains("\"\(action)\""), "\(audit)")
        }
        // The change and the refusal are logged, the request without an effect is not.
        #expect(audit.ranges(of: "\"weight shop/app2\"").count == 2, "\(audit)")
    }

    @Test("the document is replaced by clients that know it, and a wrong one is refused")
    func replacement() throws {
        let host = try Self.host()
        let first = try host.get("/document")
        #expect(first.status == 200)
        #expect(try host.site.text() == first.body)
        let next = first.body.replacing("weight: 7", with: "weight: 8")
        func put(_ text: String, _ tag: String?, _ query: String = "") throws -> APIHost.Answer {
            try host.send(
                "PUT", "/document\(query)", text, "application/yaml",
                tag.map { "-H 'If-Match: \($0)'" } ?? "")
        }
        #expect(try put(next, nil).status == 428)
        #expect(try put(next, "*").status == 428)
        #expect(try put(next, "oops").status == 400)
        #expect(try put(next, "\"\(String(repeating: "0", count: 64))\"").status == 412)
        let wrong = try put("version: 1\nservces: []\n", first.tag)
        #expect(wrong.status == 422 && wrong.body.contains("\"line\":2"))
        try SchemaCheck.verify(wrong.body, as: "refusal")
        #expect(try host.site.text() == first.body)
        let good = try put(next, first.tag, "?message=more%20for%20app1")
        #expect(good.status == 200, "\(good.body)")
        try SchemaCheck.verify(good.body, as: "replacement")
        #expect(try host.site.text() == next)
        #expect(try put(first.body, first.tag).status == 412)
        let tag = try host.get("/document").tag
        #expect(good.body.contains(tag.replacing("\"", with: "")))
        #expect(try put(next, tag).body.contains("\"changed\":false"))
        host.site.eventually("the edit in force") {
            try host.get("/history").body.contains("more for app1")
        }
        let checked = try host.send("POST", "/validate", "version: 2\n")
        #expect(checked.status == 200 && checked.body.contains("\"valid\":false"))
        try SchemaCheck.verify(checked.body, as: "diagnostics")
        let plan = try host.send("POST", "/plan", next.replacing("app2", with: "app3"))
        #expect(plan.status == 200 && plan.body.contains("app3"), "\(plan.body)")
        try SchemaCheck.verify(plan.body, as: "plan")
        #expect(try host.send("POST", "/plan", "oops: 1\n").status == 422)
    }

    @Test("an edit with a confirmation is undone, unless a newer connection confirms it")
    func confirmation() throws {
        let host = try Self.host()
        let first = try host.get("/document")
        let next = first.body.replacing("weight: 7", with: "weight: 8")
        let put = try host.send(
            "PUT", "/document?confirm=600", next, "application/yaml",
            "-H 'If-Match: \(first.tag)'")
        #expect(put.status == 200, "\(put.body)")
        host.site.eventually("the confirmation") {
            let answer = try host.get("/confirm", "-X POST")
            guard answer.status == 200 else { return false }
            try SchemaCheck.verify(answer.body, as: "confirm")
            return true
        }
        #expect(try host.get("/confirm", "-X POST").status == 409)
    }

    @Test("the API follows the document, and a taken port is a reason that passes")
    func following() throws {
        let host = try Self.host()
        let text = try host.site.text()
        let (former, next) = (host.port, ClaimedPorts.free())
        let taker = try Self.listen(on: next)
        func move(to port: UInt16) throws {
            try host.site.save(text.replacing(":\(former)\"", with: ":\(port)\""))
        }
        try move(to: next)
        host.site.eventually("the reason") {
            try host.site.status().health.reasons.contains {
                $0.hasPrefix("cannot serve the API on 127.0.0.1:\(next): Address already in use")
            }
        }
        close(taker)
        host.port = next
        host.site.eventually("the next port") { try host.get("/status").status == 200 }
        #expect(
            try host.site.status().health.reasons.allSatisfy { !$0.hasPrefix("cannot serve") })
        host.port = former
        #expect(try host.get("/status").status == 0)
        try host.site.save(text.replacing("admin:", with: "#"))
        host.port = next
        host.site.eventually("the end of the API") { try host.get("/status").status == 0 }
    }

    @Test("a certificate of the document is served, and its successor too")
    func certificates() throws {
        let host = try Self.host()
        let folder = host.site.folder
        func make(_ name: String) throws {
            try shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 "
                    + "-subj /CN=\(name) -keyout \(folder)/k -out \(folder)/c 2>&1 && "
                    + "cat \(folder)/c \(folder)/k > \(folder)/n && "
                    + "mv \(folder)/n \(folder)/own.pem"
            )
        }
        func subject() throws -> String {
            try shell(
                "echo | openssl s_client -connect 127.0.0.1:\(host.port) 2>/dev/null "
                    + "| openssl x509 -noout -subject || true")
        }
        try host.site.save(
            try host.site.text().replacing(
                "admin: {", with: "admin: {certificate: own.pem, "))
        host.site.eventually("the reason") {
            try host.site.status().health.reasons.contains {
                $0.contains("use the certificate of the API, \(folder)/own.pem")
            }
        }
        // The former certificate serves on.
        #expect(try host.get("/status").status == 200)
        for name in ["first", "second"] {
            try make(name)
            host.site.eventually("the certificate") { try subject().contains(name) }
        }
        try Data("oops".utf8).write(to: URL(filePath: "\(folder)/own.pem"))
        host.site.eventually("the damage") {
            try host.site.status().health.reasons.contains { $0.contains("own.pem") }
        }
        #expect(try subject().contains("second"))
    }

    /// Returns a socket that listens on a port of loopback.
    private static func listen(on port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0 && Glibc.listen(descriptor, 1) == 0)
        return descriptor
    }
}

/// The description of the API.
@Suite("The OpenAPI document")
struct OpenAPITests {
    /// With `UPDATE_SCHEMA=1` in the environment the file is written instead.
    @Test("schema/openapi.json is what the code says")
    func file() throws {
        let file = Examples.schemas.appending(path: "openapi.json")
        let text = OpenAPIDocument.ofController.text
        if ProcessInfo.processInfo.environment["UPDATE_SCHEMA"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
    }

    @Test("it has each route with its group, and each of its schemas is one of an output")
    func complete() throws {
        let text = OpenAPIDocument.ofController.text
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let paths = try #require(root["paths"] as? [String: [String: Any]])
        #expect(paths.values.reduce(0) { $0 + $1.count } == APIRoute.all.count)
        for route in APIRoute.all {
            let operation = try #require(
                paths[route.path]?[route.method.lowercased()] as? [String: Any])
            #expect(operation["operationId"] as? String == route.name.rawValue)
        }
        for form in APIForm.allCases {
            let other = try #require(AnswerForm(rawValue: form.rawValue))
            #expect(other.schema == jsonSchema(of: form.shape))
        }
        // Each reference leads somewhere.
        let schemas = try #require(
            (root["components"] as? [String: Any])?["schemas"] as? [String: Any])
        for match in text.matches(of: /#\/components\/schemas\/([A-Za-z0-9._-]+)"/) {
            #expect(schemas[String(match.1)] != nil, "\(match.1)")
        }
    }
}
