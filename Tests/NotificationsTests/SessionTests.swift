import Model
import TestThreads
import Testing

@testable import Notifications

@Suite("SMTP", .ownThreads)
struct SessionTests {
    private static func session(
        to: [String] = ["a@b"], tls: Bool = false, login: String? = nil
    ) throws -> SMTPSession {
        SMTPSession(
            .init(
                hello: "lb1", from: try #require(MailAddress("x@y")),
                to: try to.map { try #require(MailAddress($0)) }, message: Array("hi\r\n".utf8),
                speaksTLS: tls, login: login, password: "p"))
    }

    struct Talk: Sendable, CustomTestStringConvertible {
        let name: String
        var to = ["a@b"]
        var tls = false
        var login: String?
        /// What the relay says; "!" is the end of a handshake.
        let says: [String]
        /// What Ballast says to that; nil: it waits, or begins with TLS.
        let answers: [String?]
        let delivery: Delivery?
        var testDescription: String { name }
    }

    static let talks: [Talk] = [
        Talk(
            name: "plain",
            says: ["220 hi", "250 ok", "250 ok", "250 ok", "354 go", "250 kept"],
            answers: ["EHLO lb1", "MAIL FROM:<x@y>", "RCPT TO:<a@b>", "DATA", "hi\r\n.", "QUIT"],
            delivery: .delivered(refused: [])),
        Talk(
            name: "TLS and login",
            tls: true, login: "me",
            says: [
                "220 hi", "250-r\r\n250-SIZE 1\r\n250 STARTTLS", "220 go", "!",
                "250-r\r\n250 AUTH LOGIN PLAIN", "235 ok",
            ],
            answers: [
                "EHLO lb1", "STARTTLS", nil, "EHLO lb1", "AUTH PLAIN AG1lAHA=", "MAIL FROM:<x@y>",
            ],
            delivery: nil),
        Talk(
            name: "the other login", login: "me",
            says: ["220 hi", "250-r\r\n250 AUTH LOGIN", "334 VXNlcjo=", "334 UGFzczo=", "535 no"],
            answers: ["EHLO lb1", "AUTH LOGIN", "bWU=", "cA==", "QUIT"],
            delivery: .refused("login: 535 no")),
        Talk(
            name: "no downgrade", tls: true, says: ["220 hi", "250 plain old relay"],
            answers: ["EHLO lb1", "QUIT"], delivery: .refused("the relay offers no STARTTLS")),
        Talk(
            name: "what comes before TLS is not believed after it", tls: true,
            says: ["220 hi", "250-r\r\n250 STARTTLS", "220 go\r\n250 injected"],
            answers: ["EHLO lb1", "STARTTLS", "QUIT"],
            delivery: .deferred("the relay spoke out of turn")),
        Talk(
            name: "an old relay", says: ["220 hi", "502 what", "250 ok"],
            answers: ["EHLO lb1", "HELO lb1", "MAIL FROM:<x@y>"], delivery: nil),
        Talk(
            name: "one is refused, the other gets it", to: ["a@b", "c@d"],
            says: ["220 hi", "250 r", "250 ok", "550 who", "250 ok", "354 go", "250 ok"],
            answers: [
                "EHLO lb1", "MAIL FROM:<x@y>", "RCPT TO:<a@b>", "RCPT TO:<c@d>", "DATA", "hi\r\n.",
                "QUIT",
            ], delivery: .delivered(refused: ["a@b: 550 who"])),
        Talk(
            name: "later", says: ["421 busy"], answers: ["QUIT"],
            delivery: .deferred("greeting: 421 busy")),
        Talk(
            name: "something else", says: ["HTTP/1.1 400 Bad Request"], answers: ["QUIT"],
            delivery: .deferred("no SMTP: HTTP/1.1 400 Bad Request")),
    ]

    @Test("a session says this", arguments: talks)
    func talk(_ talk: Talk) throws {
        for size in [1, 3, 1_000] {
            var session = try Self.session(to: talk.to, tls: talk.tls, login: talk.login)
            var delivery: Delivery?
            for (say, answer) in zip(talk.says, talk.answers) {
                var action = SMTPSession.Action.wait
                if say == "!" {
                    action = session.secured()
                } else {
                    // Out of turn is only what comes in one piece.
                    let step = say.contains("injected") ? 1_000 : size
                    let bytes = Array((say + "\r\n").utf8)
                    for start in stride(from: 0, to: bytes.count, by: step) {
                        action = session.received(bytes[start..<min(start + step, bytes.count)])
                    }
                }
                switch action {
                case .wait: #expect(answer == "")
                case .startTLS: #expect(answer == nil)
                case .send(let bytes):
                    #expect(String(decoding: bytes, as: UTF8.self) == (answer ?? "") + "\r\n")
                case .finish(let bytes, let result):
                    #expect(String(decoding: bytes, as: UTF8.self) == (answer ?? "") + "\r\n")
                    delivery = result
                }
            }
            #expect(delivery == talk.delivery)
        }
    }

    @Test("whatever a relay says, it ends, and is bounded")
    func noise() throws {
        for _ in 0..<500 {
            var session = try Self.session(tls: .random(), login: .random() ? "me" : nil)
            var hasEnded = false
            for _ in 0..<200 where !hasEnded {
                let bytes = (0..<50).map { _ in Array("0123459 -\r\nAUTH".utf8).randomElement() ?? 0
                }
                if case .finish = session.received(bytes) { hasEnded = true }
            }
            #expect(hasEnded)
        }
    }
}
