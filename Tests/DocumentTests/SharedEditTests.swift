import Document
import Model
import Testing

/// Edits of servers whose text is another's too, by anchors, aliases and merge keys.
@Suite("edits through anchors")
struct SharedEditTests {
    /// A list of services, a series of edits, and the expected result.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let edits: [DocumentEdit]
        /// Changed lines with their new text; all other lines stay.
        let changes: [(String, String)]
        var ownsList = false

        var after: String {
            changes.reduce(before + "\n") { text, change in
                text.replacing(change.0 + "\n", with: change.1 + "\n", maxReplacements: 1)
            }
        }
        var testDescription: String { name }
    }

    private static func drain(_ service: String, _ server: String = "a") -> DocumentEdit {
        .state(service: service, server: server, .drain)
    }
    private static func online(_ service: String, _ server: String = "a") -> DocumentEdit {
        .state(service: service, server: server, .online)
    }

    static let servers: [Row] = [
        Row(
            name: "an alias of a server becomes a mapping with the change",
            before: """
                - {name: web, listen: 10.0.0.1:80, servers: [&a {name: a, address: 10.1.0.1}]}
                - name: tls
                  listen: 10.0.0.1:443
                  servers:
                    - *a  # the same machine
                """,
            edits: [drain("tls")],
            changes: [
                (
                    "    - *a  # the same machine",
                    "    - {<<: *a, state: drain}  # the same machine"
                )
            ]),
        Row(
            name: "a drain and an online leave an alias and its anchor as they were",
            before: """
                - {name: web, listen: 10.0.0.1:80, servers: [&a {name: a, address: 10.1.0.1}]}
                - {name: tls, listen: 10.0.0.1:443, servers: [*a]}
                """,
            edits: [drain("web"), drain("tls"), online("tls"), online("web")],
            changes: []),
        Row(
            name: "a server with an anchor is changed beside its merge key",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers:
                    - &a {name: a, address: 10.1.0.1}  # rack 4
                    - {<<: *a, name: b}
                """,
            edits: [.weight(service: "web", server: "a", 7)],
            changes: [
                (
                    "    - &a {name: a, address: 10.1.0.1}  # rack 4",
                    "    - {<<: &a {name: a, address: 10.1.0.1}, weight: 7}  # rack 4"
                )
            ]),
        Row(
            name: "a server with an anchor in block style moves to the right",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers:
                    - &a  # the first
                      name: a
                      # rack 4
                      address: 10.1.0.1  # 10 GbE
                - {name: tls, listen: 10.0.0.1:443, servers: [*a]}
                """,
            edits: [drain("web")],
            changes: [
                (
                    "    - &a  # the first\n"
                        + "      name: a\n"
                        + "      # rack 4\n"
                        + "      address: 10.1.0.1  # 10 GbE",
                    "    - <<: &a  # the first\n"
                        + "        name: a\n"
                        + "        # rack 4\n"
                        + "        address: 10.1.0.1  # 10 GbE\n"
                        + "      state: drain"
                )
            ]),
        Row(
            name: "nested merges are overruled where the command points",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers:
                    - &a {name: a, address: 10.1.0.1, weight: 3}
                    - &b {<<: *a, name: b, address: 10.1.0.2}
                    - {<<: [*b, *a], name: c}
                """,
            edits: [.weight(service: "web", server: "b", 9), drain("web", "c")],
            changes: [
                (
                    "    - &b {<<: *a, name: b, address: 10.1.0.2}\n"
                        + "    - {<<: [*b, *a], name: c}",
                    "    - {<<: &b {<<: *a, name: b, address: 10.1.0.2}, weight: 9}\n"
                        + "    - {<<: [*b, *a], state: drain, name: c}"
                )
            ]),
        Row(
            name: "a value with an anchor leaves the anchor to the next",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers:
                    - {name: a, address: 10.1.0.1, weight: &w 3}
                    - {name: b, address: 10.1.0.2, weight: *w}
                    - {name: c, address: 10.1.0.3, weight: *w}
                """,
            edits: [.weight(service: "web", server: "a", 5)],
            changes: [
                (
                    "    - {name: a, address: 10.1.0.1, weight: &w 3}\n"
                        + "    - {name: b, address: 10.1.0.2, weight: *w}",
                    "    - {name: a, address: 10.1.0.1, weight: 5}\n"
                        + "    - {name: b, address: 10.1.0.2, weight: &w 3}"
                )
            ]),
    ]

    static let lists: [Row] = [
        Row(
            name: "an alias of a list becomes a list",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers: &pool
                    - name: a  # rack 4
                      address: "10.1.0.1"
                      connections:
                        upper: 10
                        lower: 5
                    - &b {name: b, address: 10.1.0.2}
                - name: tls
                  servers: *pool  # as web
                  listen: 10.0.0.1:443
                """,
            edits: [drain("tls"), drain("tls", "b")],
            changes: [
                (
                    "  servers: *pool  # as web",
                    "  servers:  # as web\n"
                        + "    - {name: a, address: \"10.1.0.1\", state: \"drain\", "
                        + "connections: {upper: 10, lower: 5}}\n"
                        + "    - {<<: *b, state: drain}"
                )
            ], ownsList: true),
        Row(
            name: "characters that can't be written are escaped in a copy",
            before: #"""
                - name: web
                  listen: 10.0.0.1:80
                  servers: &pool
                    - name: a
                      address: 10.1.0.1
                      check:
                        type: negotiate
                        service: tcp
                        send: "PING\e[2J\u2028\N\U0001F600\n"
                - name: tls
                  listen: 10.0.0.1:443
                  servers: *pool
                """#,
            edits: [drain("tls")],
            changes: [
                (
                    "  servers: *pool",
                    "  servers:\n"
                        + "    - {name: a, address: 10.1.0.1, state: drain, "
                        + "check: {type: negotiate, service: tcp, "
                        + #"send: "PING\x1b[2J\u2028\x85😀\n"}}"#
                )
            ], ownsList: true),
        Row(
            name: "a list with an anchor leaves the anchor to the next",
            before: """
                - name: web
                  listen: 10.0.0.1:80
                  servers: &pool  # all
                    - {name: a, address: 10.1.0.1}  # rack 4
                    - {name: b, address: 10.1.0.2}
                - name: tls
                  listen: 10.0.0.1:443
                  servers: *pool
                - {name: more, listen: 10.0.0.1:81, servers: *pool}
                """,
            edits: [drain("web", "b")],
            changes: [
                (
                    "  servers: &pool  # all",
                    "  servers:  # all"
                ),
                (
                    "    - {name: b, address: 10.1.0.2}",
                    "    - {name: b, address: 10.1.0.2, state: drain}"
                ),
                (
                    "  servers: *pool",
                    "  servers: &pool\n"
                        + "    - {name: a, address: 10.1.0.1}\n"
                        + "    - {name: b, address: 10.1.0.2}"
                ),
            ], ownsList: true),
        Row(
            name: "lists in flow style stay on their line",
            before: """
                - {name: web, listen: 10.0.0.1:80, servers: &pool [{name: a, address: 10.1.0.1}]}
                - {name: tls, listen: 10.0.0.1:443, servers: *pool}
                """,
            edits: [drain("tls")],
            changes: [
                (
                    "- {name: tls, listen: 10.0.0.1:443, servers: *pool}",
                    "- {name: tls, listen: 10.0.0.1:443, servers: [{name: a, address: "
                        + "10.1.0.1, state: drain}]}"
                )
            ], ownsList: true),
        Row(
            name: "servers that are merged into a service are written beside the merge key",
            before: """
                - &web
                  name: web
                  listen: 10.0.0.1:80
                  servers:
                    - {name: a, address: 10.1.0.1}
                - name: tls
                  <<: *web  # but for the port
                  listen: 10.0.0.1:443
                """,
            edits: [drain("tls")],
            changes: [
                (
                    "  listen: 10.0.0.1:443",
                    "  listen: 10.0.0.1:443\n"
                        + "  servers:\n"
                        + "    - {name: a, address: 10.1.0.1, state: drain}"
                )
            ], ownsList: true),
        Row(
            name: "a service that is merged into others is changed beside a merge key",
            before: """
                - &web
                  name: web
                  listen: 10.0.0.1:80

                  servers:
                    - {name: a, address: 10.1.0.1}
                - {<<: *web, name: tls, listen: 10.0.0.1:443}
                """,
            edits: [drain("web")],
            changes: [
                (
                    "- &web\n"
                        + "  name: web\n"
                        + "  listen: 10.0.0.1:80\n"
                        + "\n"
                        + "  servers:\n"
                        + "    - {name: a, address: 10.1.0.1}",
                    "- <<: &web\n"
                        + "    name: web\n"
                        + "    listen: 10.0.0.1:80\n"
                        + "\n"
                        + "    servers:\n"
                        + "      - {name: a, address: 10.1.0.1}\n"
                        + "  servers:\n"
                        + "    - {name: a, address: 10.1.0.1, state: drain}"
                )
            ], ownsList: true),
        Row(
            name: "a service whose servers no other takes is changed where it stands",
            before: """
                - &web
                  name: web
                  listen: 10.0.0.1:80
                  servers:
                    - {name: a, address: 10.1.0.1}
                - <<: *web
                  name: tls
                  listen: 10.0.0.1:443
                  servers: [{name: b, address: 10.1.0.2}]
                """,
            edits: [drain("web")],
            changes: [
                (
                    "    - {name: a, address: 10.1.0.1}",
                    "    - {name: a, address: 10.1.0.1, state: drain}"
                )
            ]),
    ]

    @Test("only the named server changes", arguments: servers + lists)
    func exact(_ row: Row) throws {
        for lineEnd in ["\n", "\r\n"] {
            func document(_ services: String) -> String {
                "version: 1\nservices:\n\(services)".replacing("\n", with: lineEnd)
            }
            var bytes = Array(document(row.before + "\n").utf8)
            var ownsList = false
            for edit in row.edits {
                let spec = try #require(parse(bytes).spec, "\(parse(bytes).diagnostics)")
                let result = try edited(bytes, by: edit).get()
                #expect(parse(result.bytes).spec == EditPropertyTests.changed(spec, edit))
                bytes = result.bytes
                ownsList = ownsList || !result.ownLists.isEmpty
            }
            #expect(String(decoding: bytes, as: UTF8.self) == document(row.after))
            #expect(ownsList == row.ownsList)
        }
    }

    @Test("routes of proxies that share their servers are edited in the same way")
    func routes() throws {
        let before = """
            version: 1
            proxies:
              - name: shop
                listen: 10.0.0.1:80
                servers: &pool
                  - {name: a, address: 10.1.0.1}
                routes:
                  - match: {prefix: /img}
                    servers: [{name: i, address: 10.1.0.2}]
              - name: other
                listen: 10.0.0.1:81
                servers: *pool
            """
        let result = try edited(
            Array(before.utf8), by: .weight(service: "other", server: "a", 3)
        ).get()
        #expect(
            String(decoding: result.bytes, as: UTF8.self)
                == before.replacing(
                    " *pool",
                    with: "\n      - {name: a, address: 10.1.0.1, weight: 3}"))
    }

    @Test("where no text of its own can be made, the error says what to write by hand")
    func advice() {
        // At the alias of the list, the anchor &a already names another server.
        let before = """
            version: 1
            services:
              - {name: web, listen: 10.0.0.1:80, servers: &p [&a {name: a, address: 10.1.0.1}]}
              - {name: tls, listen: 10.0.0.1:81, servers: [&a {name: c, address: 10.1.0.3}]}
              - {name: all, listen: 10.0.0.1:82, servers: *p}
            """
        let failure = EditFailure.shared(
            server: "a", service: "all", line: 5,
            advice: "write the list out instead of `*p`, with `state: drain` in it")
        #expect(edited(Array(before.utf8), by: Self.drain("all")) == .failure(failure))
        #expect(
            failure.description
                == "cannot change all/a: it shares the text on line 5 with others; write the list "
                + "out instead of `*p`, with `state: drain` in it")
    }

    @Test(
        "random documents full of anchors: one server changes, and comments stay", arguments: 0..<20
    )
    func property(_ block: Int) throws {
        for seed in block * 25..<(block + 1) * 25 {
            var document = SharingDocument(seed: seed)
            var bytes = Array(document.text.utf8)
            for _ in 0..<3 {
                let text = String(decoding: bytes, as: UTF8.self)
                let parsed = parse(bytes)
                let spec = try #require(parsed.spec, "seed \(seed): \(parsed.diagnostics)\n\(text)")
                let edit = document.edit(of: spec)
                let result = try #require(
                    try? edited(bytes, by: edit).get(),
                    "seed \(seed), \(edit): \(edited(bytes, by: edit))\n\(text)")
                let after = String(decoding: result.bytes, as: UTF8.self)
                let comment: Comment = "seed \(seed), \(edit):\n\(text)\n---\n\(after)"
                #expect(
                    parse(result.bytes).spec == EditPropertyTests.changed(spec, edit), comment)
                #expect(Self.lost(text, after) <= 4, comment)
                #expect(Self.comments(after) == Self.comments(text), comment)
                bytes = result.bytes
            }
        }
    }

    /// Lines that are no longer there, however far they are indented.
    private static func lost(_ before: String, _ after: String) -> Int {
        var counts: [Substring: Int] = [:]
        for line in lines(after) { counts[line, default: 0] += 1 }
        return lines(before).count { line in
            counts[line, default: 0] -= 1
            return counts[line, default: 0] < 0
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }
    }

    private static func comments(_ text: String) -> [Substring] {
        text.split(separator: "\n").compactMap { line in
            line.firstIndex(of: "#").map { line[$0...] }
        }.sorted()
    }
}
