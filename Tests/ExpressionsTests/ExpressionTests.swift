import Expressions
import Testing

@Suite("Regular expressions")
struct ExpressionTests {
    private func search(_ pattern: String, _ text: String) throws -> Expression.Match {
        try Expression(pattern).search(Array(text.utf8))
    }

    @Test(
        "they are PCRE2's, as HAProxy compiles them",
        arguments: [
            ("^ALIVE$", "ALIVE\n", true), ("^ALIVE$", "ALIVE\r\n", false),
            ("ALIVE\\r?\\n", "ALIVE\r\n", true), ("ALIVE[\\r\\n]+", "ALIVE\r\n", true),
            ("^version: STSv1[^\\n]*\\nmode", "version: STSv1\r\nmode: enforce\r\n", true),
            ("(?<!\\.min)\\.js$", "/a.js", true), ("(?<!\\.min)\\.js$", "/a.min.js", false),
            ("^/tag/[^]]+$", "/tag/x", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true),
            ("a.b", "a\u{e9}b", false), ("(?i)ok", "OK", true), ("^b", "a\nb", false),
            ("(?m)^b", "a\nb", true), ("", "", true), ("(?<x>a)\\k<x>", "aa", true),
        ])
    func dialect(pattern: String, text: String, isFound: Bool) throws {
        #expect(try search(pattern, text) == (isFound ? .found : .absent))
    }

    @Test(
        "no search is without end",
        arguments: [
            ("^(?:a|a)*[bc]$", 60), ("^(?:a+)+[bc]$", 5_000), ("(?R)?a(?R)?[bc]", 1_000),
        ])
    func limits(pattern: String, length: Int) throws {
        let match = try search(pattern, String(repeating: "a", count: length))
        guard case .stopped(let limit) = match else {
            Issue.record("\(match)")
            return
        }
        #expect(!limit.isEmpty)
    }

    @Test("a mistake has words and a place, and a hint where one helps")
    func mistakes() throws {
        for (pattern, words) in [
            ("(OK", "missing closing parenthesis (byte 3)"),
            ("a{65536}", "number too big in {} quantifier (byte 7)"),
            ("[a", "missing terminating ] for character class (byte 2)"),
        ] {
            #expect(Expression.mistake(in: pattern)?.description == words)
        }
        let mistake = try #require(Expression.mistake(in: "(a)\\1"))
        #expect(mistake.hint?.contains("(?<word>") == true)
        #expect(Expression.mistake(in: "(?<x>a)\\1") == nil)
    }
}
