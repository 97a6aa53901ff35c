import Model
import Testing

@testable import Document

/// Edits that add, move or remove an object, as text.
@Suite("Edits of parts")
struct PartEditTests {
    private static func server(_ name: String, _ address: String = "10.0.0.14:80") -> NewPart {
        NewPart([("name", .text(name)), ("address", .text(address)), ("weight", nil)])
    }

    private static let block = """
        version: 1
        # the shop
        services:
          - name: web
            listen: 10.0.0.100:80
            servers:
              - {name: web1, address: 10.0.0.11:80}  # the old one
              # a second one follows
              - {name: web2, address: "10.0.0.12:80", weight: 3}
          - name: dns
            listen: 10.0.0.100:53
            servers: []
        # the end

        """

    private static func edited(_ text: String, by edit: PartEdit) throws -> String {
        let bytes = try Document.edited(Array(text.utf8), by: edit).get()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The lines that differ, with their signs.
    private static func changes(_ old: String, _ new: String) -> [String] {
        UnifiedDiff(from: old, to: new).lines.filter { $0.hasPrefix("+") || $0.hasPrefix("-") }
    }

    @Test("a server is one more line; comments and all other lines stay")
    func server() throws {
        let text = try Self.edited(
            Self.block, by: .add(Self.server("web3"), to: .servers(of: "web")))
        #expect(
            Self.changes(Self.block, text) == [
                "+      - {name: web3, address: 10.0.0.14:80}"
            ])
        let first = try Self.edited(
            Self.block, by: .add(Self.server("d1", "[2001:db8::1]:53"), to: .servers(of: "dns")))
        #expect(
            Self.changes(Self.block, first) == [
                "-    servers: []",
                "+    servers: [{name: d1, address: \"[2001:db8::1]:53\"}]",
            ])
    }

    @Test("a service has a line for each key; the list is made where there is none")
    func service() throws {
        let part = NewPart([
            ("name", .text("mail")), ("listen", .text("10.0.0.100:25")),
            ("check", .part(NewPart([("type", .text("connect"))]))),
            ("servers", .parts([Self.server("m1", "10.0.0.21:25")])),
        ])
        let lines = [
            "+  - name: mail", "+    listen: 10.0.0.100:25", "+    check: {type: connect}",
            "+    servers:", "+      - {name: m1, address: 10.0.0.21:25}",
        ]
        let text = try Self.edited(Self.block, by: .add(part, to: .services))
        #expect(Self.changes(Self.block, text) == lines)
        let empty = "version: 1\n# nothing yet\n"
        #expect(
            Self.changes(empty, try Self.edited(empty, by: .add(part, to: .services)))
                == ["+services:"] + lines)
        let flow = "version: 1\r\nservices: []\r\n"
        let one = try Self.edited(flow, by: .add(part, to: .services))
        #expect(one.contains("services: [{name: mail, listen: 10.0.0.100:25, check: {type: con"))
        #expect(one.hasSuffix("}]\r\n") && one.split(separator: "\r\n").count == 2)
    }

    @Test("texts of people are quoted, and never more than a value")
    func quotes() throws {
        let name = "yes"
        let text = try Self.edited(Self.block, by: .add(Self.server(name), to: .servers(of: "web")))
        #expect(text.contains("{name: \"yes\", address"))
        let odd = NewPart([("name", .text("a}, {name: b")), ("file", .text("x\" #\ny: z"))])
        let result = try Self.edited(Self.block, by: .add(odd, to: .certificates))
        let parsed = parse(Array(result.utf8))
        // The name is refused with its line; it adds no other object.
        #expect(!parsed.diagnostics.isEmpty && parsed.spec == nil)
        #expect(
            result.contains(
                "certificates:\n  - {name: \"a}, {name: b\", file: \"x\\\" #\\ny: z\"}"))
    }

    @Test("a wrong value is in the text, with a diagnostic at its line")
    func wrong() throws {
        let text = try Self.edited(
            Self.block, by: .add(Self.server("web2", "10.0.0.300:80"), to: .servers(of: "web")))
        let findings = parse(Array(text.utf8)).diagnostics
        #expect(findings.contains { $0.location?.line == 10 }, "\(findings)")
    }

    @Test("a removed server takes its line and its comment along, and the last one leaves a list")
    func removal() throws {
        let text = try Self.edited(Self.block, by: .remove(service: "web", server: "web1"))
        #expect(
            Self.changes(Self.block, text) == [
                "-      - {name: web1, address: 10.0.0.11:80}  # the old one"
            ])
        let none = try Self.edited(text, by: .remove(service: "web", server: "web2"))
        #expect(none.contains("    servers: []\n      # a second one follows\n  - name: dns"))
        let flow = """
            version: 1
            services:
              - {name: web, listen: 10.0.0.100:80, servers: [{name: a, address: 10.0.0.1}, \
            {name: b, address: 10.0.0.2}]}
            """
        let rest = try Self.edited(flow, by: .remove(service: "web", server: "a"))
        #expect(rest.contains("servers: [{name: b, address: 10.0.0.2}]}"))
        #expect(
            try Self.edited(flow, by: .remove(service: "web", server: "b"))
                .contains("servers: [{name: a, address: 10.0.0.1}]}"))
    }

    @Test("another address keeps the quotes of the former one")
    func move() throws {
        let text = try Self.edited(
            Self.block, by: .move(service: "web", server: "web2", address: "10.0.0.99:8080"))
        #expect(
            Self.changes(Self.block, text) == [
                "-      - {name: web2, address: \"10.0.0.12:80\", weight: 3}",
                "+      - {name: web2, address: \"10.0.0.99:8080\", weight: 3}",
            ])
        let plain = try Self.edited(
            Self.block, by: .move(service: "web", server: "web1", address: "[2001:db8::1]:80"))
        #expect(plain.contains("address: \"[2001:db8::1]:80\"}  # the old one"))
    }

    @Test("lists that services share, and unknown names, are refused")
    func refusals() {
        let shared = """
            version: 1
            services:
              - {name: a, listen: 10.0.0.1:80, servers: &pool [{name: x, address: 10.0.0.9}]}
              - {name: b, listen: 10.0.0.2:80, servers: *pool}
            """
        for service in ["a", "b"] {
            let edit = PartEdit.add(Self.server("y"), to: .servers(of: service))
            #expect(throws: PartEditFailure.self) { try Self.edited(shared, by: edit) }
            #expect(throws: PartEditFailure.self) {
                try Self.edited(shared, by: .remove(service: service, server: "x"))
            }
        }
        #expect(throws: PartEditFailure.unknown("there is no service or proxy \"c\"")) {
            try Self.edited(shared, by: .add(Self.server("y"), to: .servers(of: "c")))
        }
        #expect(throws: PartEditFailure.self) {
            try Self.edited(shared, by: .remove(service: "a", server: "none"))
        }
        #expect(throws: PartEditFailure.self) {
            try Self.edited("version: 1\nservces: []\n", by: .remove(service: "a", server: "b"))
        }
    }

    @Test("the holding page is a text of several lines, whatever was there")
    func holdingPage() throws {
        let html = "<h1>Back soon</h1>\n\n  <p>a: b # c</p>\n"
        let forms = [
            "version: 1\n", "version: 1\nholdingPage: {retryAfter: 10m}  # short\n",
            "version: 1\nholdingPage:\n  file: page.html\n  retryAfter: 10m\n# end\n",
            "version: 1\nholdingPage:\n  html: |\n    <p>old</p>\n    <p>b</p>\n  retryAfter: 1m\n",
            "version: 1\nholdingPage:\n  retryAfter: 1m\nhealth: {interval: 1s}\n",
        ]
        for form in forms {
            let text = try Self.edited(form, by: .holdingPage(html: html))
            let spec = try #require(parse(Array(text.utf8)).spec, "\(text)")
            #expect(spec.holdingPage.content == .text(html), "\(text)")
            let again = try Self.edited(text, by: .holdingPage(html: "<p>x</p>\n"))
            #expect(
                parse(Array(again.utf8)).spec?.holdingPage.content == .text("<p>x</p>\n"),
                "\(again)")
        }
    }
}
