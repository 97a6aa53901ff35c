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
            #"{"weight": 1e30}"#, #"{"weight": null}"#, #"{"weight": [1]}"#,
        ])
    func weights(text: String) {
        #expect(Self.parsed(text, as: .weight) == nil)
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
