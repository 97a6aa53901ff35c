import Model
import NIOCore
import Testing

@testable import Admin

/// JSON bodies of requests.
@Suite("The bodies of requests")
struct ChangeRequestTests {
    private static func parsed(_ text: String, as form: APIForm) -> ChangeRequest? {
        // The status is tested below.
        try? ChangeRequest(ByteBuffer(string: text), as: form)
    }

    @Test("a reason and a weight are read")
    func good() {
        #expect(Self.parsed("", as: .reason)?.message == nil)
        #expect(Self.parsed("{}", as: .reason)?.message == nil)
        #expect(Self.parsed(#"{"message": "dür"}"#, as: .reason)?.message == "dür")
        let weight = Self.parsed(#"{"message": "a", "weight": 7}"#, as: .weight)
        #expect(weight?.weight == 7 && weight?.message == "a")
        for large in ["1e30", "120155832558644501148371645366272"] {
            #expect(Self.parsed("{\"weight\": \(large)}", as: .weight)?.weight == .max)
        }
    }

    @Test(
        "other bodies are refused",
        arguments: [
            "[]", "null", "1", "{", #"{"message": 1}"#, #"{"message": null}"#,
            #"{"message": "a", "other": 1}"#, #"{"weight": 1}"#, "\u{0}",
            "{\"message\": \"\u{0}\"}",
        ])
    func bad(text: String) {
        #expect(Self.parsed(text, as: .reason) == nil)
    }

    @Test(
        "a weight that is no whole number is refused",
        arguments: [
            "{}", #"{"weight": "1"}"#, #"{"weight": 1.5}"#, #"{"weight": true}"#,
            #"{"weight": -1}"#, #"{"weight": null}"#, #"{"weight": [1]}"#,
        ])
    func weights(text: String) {
        #expect(Self.parsed(text, as: .weight) == nil)
    }

    @Test("changes of servers are read, each with a state or a weight")
    func edits() {
        let request = Self.parsed(
            #"{"edits": [{"service": "web", "server": "a", "state": "drain"}, "#
                + #"{"service": "web", "server": "b", "weight": 7}], "message": "m"}"#,
            as: .serverEdits)
        #expect(
            request?.edits == [
                ServerChange(service: "web", server: "a", .state(.drain)),
                ServerChange(service: "web", server: "b", .weight(7)),
            ])
        #expect(request?.message == "m")
        #expect(Self.parsed(#"{"edits": []}"#, as: .serverEdits)?.edits == [])
        for wrong in [
            "{}", #"{"edits": [{}]}"#, #"{"edits": [{"service": "web", "server": "a"}]}"#,
            #"{"edits": [{"service": "w", "server": "a", "state": "drain", "weight": 1}]}"#,
            #"{"edits": [{"service": "w", "server": "a", "state": "gone"}]}"#,
            #"{"edits": [{"service": "w", "server": "a", "weight": -1}]}"#,
            #"{"edits": [{"service": "w", "server": "a", "weight": 1, "more": 1}]}"#,
            #"{"edits": [{"server": "a", "weight": 1}]}"#, #"{"edits": {}}"#,
            #"{"edits": [], "weight": 1}"#,
        ] {
            #expect(Self.parsed(wrong, as: .serverEdits) == nil, "\(wrong)")
        }
    }

    @Test("a refusal names the place in the body")
    func places() {
        for (text, form, words) in [
            (
                #"{"edits": [{"service": "w", "server": "a", "weight": -1}]}"#, APIForm.serverEdits,
                "edits[0].weight: a weight is a whole number from 0 on"
            ),
            ("{}", .weight, "the key \"weight\" is missing"),
            (#"{"weight": "9"}"#, .weight, ": weight: it has to be a number"),
            (#"{"message": 1}"#, .reason, ": message: it has to be a text"),
            (#"{"edits": 1}"#, .serverEdits, ": edits: it has to be a list"),
            (
                #"{"edits": [{"service": "w", "server": "a", "state": "Online"}]}"#, .serverEdits,
                ": edits[0].state: it has to be one of online, drain, offline"
            ),
            ("[1", .reason, "the body is not the JSON of this request"),
            (#"{"other": 1}"#, .reason, "it has an unknown key \"other\""),
        ] {
            do throws(APIRefusal) {
                _ = try ChangeRequest(ByteBuffer(string: text), as: form)
                Issue.record("\(text) was read")
            } catch {
                let message = error.diagnostics.first?.message ?? ""
                #expect(error.status == 400 && message.hasSuffix(words), "\(message)")
            }
        }
    }

    @Test("a handover has a node and a group, and standby a group alone")
    func commands() {
        let handover = Self.parsed(#"{"to": "lb2", "group": "web"}"#, as: .handover)
        #expect(handover?.node == "lb2" && handover?.group == "web")
        #expect(Self.parsed(#"{"group": "web", "message": "m"}"#, as: .standby)?.group == "web")
        #expect(Self.parsed(#"{"to": "lb2"}"#, as: .standby) == nil)
        #expect(Self.parsed(#"{"to": 1}"#, as: .handover) == nil)
        #expect(handover?.isForced == false)
        #expect(Self.parsed(#"{"force": true}"#, as: .handover)?.isForced == true)
        #expect(Self.parsed(#"{"force": 1}"#, as: .handover) == nil)
    }

    @Test("random bytes are refused and never end the program")
    func fuzz() {
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let length = Int.random(in: 0..<64, using: &numbers)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            // Only empty bodies are good.
            _ = try? ChangeRequest(ByteBuffer(bytes: bytes), as: .reason)
        }
    }

    @Test("the token of a header is read as RFC 6750 has it")
    func bearer() {
        var headers = APIHeaders()
        #expect(headers.bearer == nil)
        for (text, token) in [
            ("Bearer abc", "abc"), ("bearer abc", "abc"), ("Basic abc", nil), ("Bearer", nil),
            ("", nil),
        ] {
            headers.authorization = text
            #expect(headers.bearer == token, "\(text)")
        }
    }
}
