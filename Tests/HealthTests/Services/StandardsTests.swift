import Model
import Testing

@testable import Health

/// Replies that the standards allow and that few servers give.
@Suite("Rare replies of mail and file servers")
struct StandardsTests {
    private func outcome(
        of dialogue: Dialogue, _ replies: [String]
    ) async throws -> CheckResult {
        let peer = try Peer(.script(replies))
        return try await probe(
            .dialogue(DialogueProbe(dialogue)), port: peer.port, timeout: ample)
    }

    @Test("a refused EHLO is followed by HELO", arguments: ["500", "501", "502", "504", "550"])
    func hello(code: String) async throws {
        let result = try await outcome(
            of: Dialogue(.smtp), ["220 old\r\n", "\(code) no\r\n", "250 old\r\n", "221 bye\r\n"])
        #expect(result.isPassed, "\(result)")
    }

    @Test("FTP may ask for patience before its greeting (RFC 959 section 5.4)")
    func patience() async throws {
        let result = try await outcome(
            of: Dialogue(.ftp),
            [
                "120 in a minute\r\n220 here\r\n", "331 and?\r\n", "230 in\r\n", "221 bye\r\n",
            ])
        #expect(result.isPassed, "\(result)")
    }

    @Test("after PREAUTH no LOGIN is sent (RFC 3501 section 7.1.4)")
    func authenticated() async throws {
        let dialogue = Dialogue(.imap, as: .init("probe", password: Secret("a password")))
        let result = try await outcome(
            of: dialogue, ["* PREAUTH as probe\r\n", "* BYE\r\na3 OK\r\n"])
        #expect(result.isPassed, "\(result)")
        let secured = Dialogue(
            .imap, as: .init("probe"), over: .init(security: .startTLS(Check.TLS())))
        let refused = try await outcome(of: secured, ["* PREAUTH as probe\r\n"])
        #expect(refused.outcome == .failed && refused.expected == "a greeting, * OK", "\(refused)")
    }

    @Test("other bytes than ASCII go as AUTHENTICATE PLAIN (RFC 4616)")
    func otherBytes() async throws {
        let dialogue = Dialogue(.imap, as: .init("probe", password: Secret("pässword")))
        let result = try await outcome(
            of: dialogue,
            ["* OK\r\n", "+ \r\n", "a2 OK in\r\n", "* BYE\r\na3 OK\r\n"])
        #expect(result.isPassed, "\(result)")
    }

    @Test("a literal is a part of its line (RFC 3501 section 4.3)", arguments: [1, 7, 4096])
    func literal(piece: Int) {
        let text = "* X {14}\r\na2 NO or not\r\n and on\r\na2 OK in\r\nrest"
        var reader = ReplyReader(.tagged)
        var replies: [ReplyReader.Reply] = []
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            reader.append(bytes.prefix(piece))
            bytes = bytes.dropFirst(piece)
            while case .reply(let reply) = reader.next(tag: "a2") { replies.append(reply) }
        }
        #expect(replies.count == 1)
        #expect(replies.first?.verdict == Array("a2 OK in".utf8))
        #expect(reader.hasRest)
    }

    @Test("a literal beyond all bounds is too much")
    func excess() {
        for size in ["65537", "99999999999999999999"] {
            var reader = ReplyReader(.tagged)
            reader.append(Array("* X {\(size)}\r\n".utf8)[...])
            #expect(reader.next(tag: "a2") == .excess)
        }
    }
}
