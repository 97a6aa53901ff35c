import Foundation
import Model
import TestThreads
import Testing

@testable import Notifications

@Suite("Letters", .ownThreads)
struct LetterTests {
    static func letter(_ subject: String, _ lines: [String]) throws -> Letter {
        Letter(
            from: try #require(MailAddress("ballast@lb1.example")),
            to: [try #require(MailAddress("a@example.org")), try #require(MailAddress("b@c"))],
            subject: subject, lines: lines, time: 1_795_425_840_000, host: "lb1", number: 35)
    }

    @Test("a letter is what RFC 5322 asks for")
    func form() throws {
        let text = String(
            decoding: try Self.letter("down: web/web1", ["one", "two"]).bytes, as: UTF8.self)
        #expect(
            text == """
                Date: Mon, 23 Nov 2026 09:24:00 +0000\r
                From: <ballast@lb1.example>\r
                To: <a@example.org>,\r
                 <b@c>\r
                Subject: down: web/web1\r
                Message-ID: <1795425840000.z@lb1>\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                one\r
                two\r

                """)
    }

    @Test(
        "no name can become a header or a command",
        arguments: [
            "x\r\nBcc: evil@example.org", "x\r\n.\r\nQUIT\r\n", "x\u{0}\u{7f}",
            "Käse =?utf-8?B?eA==?=",
            String(repeating: "ä", count: 400), "x\u{2028}y\u{85}z",
        ])
    func injection(_ name: String) throws {
        let bytes = try Self.letter(name, [name, ".", ".."]).bytes
        #expect(bytes.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0d || $0 == 0x0a })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("\r\nBcc") && !text.contains("\r\n.\r\nQUIT"))
        let lines = text.components(separatedBy: "\r\n")
        #expect(
            lines.allSatisfy { !$0.contains("\n") && !$0.contains("\r") && $0.utf8.count <= 78 })
        #expect(
            lines.firstIndex(of: "")
                == lines.firstIndex { $0.hasPrefix("Content-Transfer") }.map { $0 + 1 })
        let stuffed = String(decoding: SMTPSession.stuffed(bytes), as: UTF8.self)
        #expect(
            stuffed.components(separatedBy: "\r\n.\r\n").count == 2
                && stuffed.hasSuffix("\r\n.\r\n"))
    }

    @Test("a subject in ASCII is readable however long it is, and unfolds to itself")
    func subjects() {
        let subject =
            "ballast on lb1: down: 12 servers of web, shop and mail are down, 3 of them "
            + "for 4 minutes, no server of mail works"
        let header = Letter.header(subject)
        #expect(header.split(separator: "\r\n").count == 2 && !header.contains("=?"))
        #expect(header.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        for text in [subject, "", " ", "a", "a  b ", String(repeating: "x y  ", count: 36)] {
            #expect(Letter.header(text).replacing("\r\n", with: "") == text)
        }
        #expect(Letter.header("Käse").hasPrefix("=?utf-8?B?"))
    }

    @Test(
        "only plain addresses are addresses",
        arguments: [
            ("ops@example.org", true), ("o.p+s@a-b.c", true), ("a@[10.0.0.1]", true),
            ("ops", false), ("@x", false), ("a@", false), ("a b@c", false), ("a@b@c", false),
            ("a@b>\r\nRCPT TO:<c@d", false), ("<a@b>", false), ("a..b@c", false), ("ä@b", false),
        ])
    func addresses(_ text: String, _ isGood: Bool) {
        #expect((MailAddress(text) != nil) == isGood)
    }
}
