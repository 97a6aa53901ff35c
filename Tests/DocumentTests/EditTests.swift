import Document
import Model
import Testing

@Suite("edits")
struct EditTests {
    /// A server as it is written, an edit, and what it becomes.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let edit: DocumentEdit
        let after: String
        var testDescription: String { name }
    }

    private static let drain = DocumentEdit.state(service: "web", server: "a", .drain)
    private static let online = DocumentEdit.state(service: "web", server: "a", .online)
    private static let weight = DocumentEdit.weight(service: "web", server: "a", 5)

    static let rows: [Row] = [
        Row(
            name: "a flow mapping gets a state after its weight",
            before: "- {name: a, address: 10.1.0.1, weight: 3, forwarding: masq}  # rack 4\n",
            edit: drain,
            after:
                "- {name: a, address: 10.1.0.1, weight: 3, state: drain, forwarding: masq}"
                + "  # rack 4\n"
        ),
        Row(
            name: "a flow mapping loses its state",
            before: "- {name: a, address: 10.1.0.1, weight: 3, state: drain}\n", edit: online,
            after: "- {name: a, address: 10.1.0.1, weight: 3}\n"),
        Row(
            name: "a state at the head of a flow mapping goes with its comma",
            before: "- {state: drain, name: a, address: 10.1.0.1}\n", edit: online,
            after: "- {name: a, address: 10.1.0.1}\n"),
        Row(
            name: "quotes stay",
            before: "- {name: a, address: 10.1.0.1, state: 'offline'}\n", edit: drain,
            after: "- {name: a, address: 10.1.0.1, state: 'drain'}\n"),
        Row(
            name: "JSON stays JSON",
            before: "- {\"name\":\"a\",\"address\":\"10.1.0.1\"}\n", edit: drain,
            after: "- {\"name\":\"a\",\"address\":\"10.1.0.1\",\"state\":\"drain\"}\n"),
        Row(
            name: "a block mapping gets a line after its weight's, comment and all",
            before: "- name: a\n  address: 10.1.0.1\n  weight: 3   # fast\n\n  # next\n",
            edit: drain,
            after:
                "- name: a\n  address: 10.1.0.1\n  weight: 3   # fast\n  state: drain\n\n  # next\n"
        ),
        Row(
            name: "a block mapping gets a weight after its address",
            before: "-   name: a\n    address: 10.1.0.1\n    state: drain\n", edit: weight,
            after: "-   name: a\n    address: 10.1.0.1\n    weight: 5\n    state: drain\n"),
        Row(
            name: "a block mapping loses the line of its state",
            before: "- name: a\n  state: drain\n  address: 10.1.0.1\n", edit: online,
            after: "- name: a\n  address: 10.1.0.1\n"),
        Row(
            name: "a comment between key and value stays",
            before: "- name: a\n  address: 10.1.0.1\n  state: # ticket 4711\n    drain\n",
            edit: online,
            after: "- name: a\n  address: 10.1.0.1\n  state: # ticket 4711\n    online\n"),
        Row(
            name: "a comment between key and value stays in a flow mapping",
            before: "- {name: a, address: 10.1.0.1, state: # ticket 4711\n    drain}\n",
            edit: online,
            after: "- {name: a, address: 10.1.0.1, state: # ticket 4711\n    online}\n"),
        Row(
            name: "a state with a comment is set, not removed",
            before: "- name: a\n  state: drain  # until Monday\n  address: 10.1.0.1\n",
            edit: online,
            after: "- name: a\n  state: online  # until Monday\n  address: 10.1.0.1\n"),
        Row(
            name: "a state beside the dash is set, not removed",
            before: "- state: drain\n  name: a\n  address: 10.1.0.1\n", edit: online,
            after: "- state: online\n  name: a\n  address: 10.1.0.1\n"),
        Row(
            name: "the last line has no line end",
            before: "- name: a\n  address: 10.1.0.1", edit: drain,
            after: "- name: a\n  address: 10.1.0.1\n  state: drain"),
        Row(
            name: "CR LF stays",
            before: "- name: a\r\n  address: 10.1.0.1\r\n", edit: drain,
            after: "- name: a\r\n  address: 10.1.0.1\r\n  state: drain\r\n"),
        Row(
            name: "an alias gives way to a value",
            before:
                "- {name: b, address: 10.1.0.2, weight: &w 7}\n"
                + "- {name: a, address: 10.1.0.1, weight: *w}\n",
            edit: weight,
            after:
                "- {name: b, address: 10.1.0.2, weight: &w 7}\n"
                + "- {name: a, address: 10.1.0.1, weight: 5}\n"
        ),
        Row(
            name: "a merged state is overruled",
            before:
                "- &b {name: b, address: 10.1.0.2, state: drain}\n"
                + "- {<<: *b, name: a, address: 10.1.0.1}\n",
            edit: online,
            after:
                "- &b {name: b, address: 10.1.0.2, state: drain}\n"
                + "- {<<: *b, name: a, address: 10.1.0.1, state: online}\n"
        ),
        Row(
            name: "a multi-line flow mapping keeps its lines",
            before: "- {\n  name: a,\n  address: 10.1.0.1, # here\n  }\n", edit: weight,
            after: "- {\n  name: a,\n  address: 10.1.0.1, weight: 5, # here\n  }\n"),
        Row(
            name: "nothing changes when it is so already",
            before: "- {name: a, address: 10.1.0.1, state: online}\n", edit: online,
            after: "- {name: a, address: 10.1.0.1, state: online}\n"),
        Row(
            name: "tags and anchors of a value stay",
            before: "- {name: a, address: 10.1.0.1, weight: !!int &w 3}\n", edit: weight,
            after: "- {name: a, address: 10.1.0.1, weight: !!int &w 5}\n"),
    ]

    private static let head =
        "version: 1\nservices:\n- name: web\n  listen: 10.0.0.100:80\n  servers:\n"

    /// The document with these servers, which are written as if they began a line.
    private static func document(_ servers: String) -> String {
        head
            + servers.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "  \(String($0))" }.joined(separator: "\n")
    }

    @Test("only what has to change does", arguments: rows)
    func exact(_ row: Row) throws {
        let before = Array(Self.document(row.before).utf8)
        let after = try edited(before, by: row.edit).get().bytes
        #expect(String(decoding: after, as: UTF8.self) == Self.document(row.after))
    }

    @Test("a drain and an online leave the text as it was")
    func roundTrip() throws {
        for path in ["quickstart"] {
            let before = TestFiles.bytes("\(TestFiles.root)/examples/\(path)/ballast.yaml")
            let drained = try edited(
                before, by: .state(service: "web", server: "web2", .drain)
            ).get().bytes
            #expect(drained != before)
            let after = try edited(
                drained, by: .state(service: "web", server: "web2", .online)
            ).get().bytes
            #expect(after == before)
        }
    }

    @Test("what can't be done says why")
    func failures() {
        func failure(_ servers: String, _ edit: DocumentEdit) -> EditFailure? {
            if case .failure(let failure) = edited(Array(Self.document(servers).utf8), by: edit) {
                return failure
            }
            return nil
        }
        let plain = "- {name: a, address: 10.1.0.1}\n"
        #expect(
            failure(plain, .weight(service: "wed", server: "a", 1))
                == .unknownService("wed", suggestion: "web"))
        #expect(
            failure(plain, .weight(service: "web", server: "b", 1))
                == .unknownServer("b", service: "web", suggestion: "a"))
        #expect(
            failure(plain, .weight(service: "web", server: "a", 65536))
                == .weightOutOfRange(65536, most: 65535))
        if case .invalidDocument(let found)? = failure("- {name: a}\n", Self.drain) {
            #expect(found.map(\.code) == [.missingKey])
        } else {
            Issue.record("a document with errors is edited")
        }
    }

    @Test("servers of proxies and of their routes are edited in the same way")
    func proxies() throws {
        let before = """
            version: 1
            proxies:
              - name: shop  # layer 7
                listen: 10.0.0.1:80
                servers: [{name: a, address: 10.1.0.1}]
                routes:
                  - match: {prefix: /img}
                    servers:
                      - {name: i, address: 10.1.0.2, weight: 3}  # pictures
            """
        let drained = try edited(
            Array(before.utf8), by: .state(service: "shop", server: "i", .drain)
        ).get().bytes
        #expect(
            String(decoding: drained, as: UTF8.self)
                == before.replacing("weight: 3}", with: "weight: 3, state: drain}"))
        let weighed = try edited(drained, by: .weight(service: "shop", server: "a", 256))
            .get().bytes
        #expect(
            String(decoding: weighed, as: UTF8.self).contains("address: 10.1.0.1, weight: 256}"))
        let tooMuch = edited(drained, by: .weight(service: "shop", server: "a", 257))
        #expect(tooMuch == .failure(.weightOutOfRange(257, most: 256)))
        let unknown = edited(drained, by: .state(service: "shop", server: "ii", .online))
        #expect(unknown == .failure(.unknownServer("ii", service: "shop", suggestion: "i")))
        let other = edited(drained, by: .state(service: "shopp", server: "i", .online))
        #expect(other == .failure(.unknownService("shopp", suggestion: "shop")))
    }
}
