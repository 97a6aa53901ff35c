import Foundation
import Model
import NIOCore
import TestThreads
import Testing

@testable import Notifications

@Suite("Mail over a relay", .timeLimit(.minutes(20)), .ownThreads)
struct ClientTests {
    private func letter(_ mail: Notifications.Mail, _ lines: [String]) -> [UInt8] {
        Letter(
            from: mail.from, to: mail.to, subject: "down: Käse/web1", lines: lines, time: 0,
            host: "lb1", number: 1
        ).bytes
    }

    @Test("a server of others takes the message as it was written")
    func plain() async throws {
        try await Relay.with("plain") { relay in
            let mail = try relay.mail(to: ["ops@example.org", "nobody@example.org"])
            let lines = [".", "..two", "grün = " + String(repeating: "x", count: 200)]
            let delivery = await SMTPClient.deliver(letter(mail, lines), by: mail, hello: "lb1")
            #expect(delivery == .delivered(refused: ["nobody@example.org: 550 no such user"]))
            let message = try await relay.message()
            #expect(message.from == "ballast@lb1.example" && message.to == ["ops@example.org"])
            #expect(message.header.contains("Subject: =?utf-8?B?ZG93bjogS8Okc2Uvd2ViMQ==?="))
            let text = message.text.replacingOccurrences(of: "=\r\n", with: "")
            #expect(
                text == ".\r\n..two\r\ngr=C3=BCn =3D " + String(repeating: "x", count: 200) + "\r\n"
            )
        }
    }

    @Test("STARTTLS with a certificate that is trusted, and a login")
    func login() async throws {
        try await Relay.with("login", name: "IP:127.0.0.1") { relay in
            let tls = Notifications.Mail.TLS(authority: relay.authority)
            let good = try relay.mail(tls: tls, login: ("ballast", "secret"))
            #expect(
                await SMTPClient.deliver(letter(good, ["hi"]), by: good, hello: "lb1")
                    == .delivered(refused: []))
            let message = try await relay.message()
            #expect(message.tls && message.text == "hi\r\n")
            let bad = try relay.mail(tls: tls, login: ("ballast", "wrong"))
            let delivery = await SMTPClient.deliver(letter(bad, ["hi"]), by: bad, hello: "lb1")
            guard case .refused(let reason) = delivery else { return #expect(Bool(false)) }
            #expect(reason.hasPrefix("login: 535"))
        }
    }

    @Test("a certificate for another name, or of nobody's, gets no mail")
    func certificates() async throws {
        try await Relay.with("tls", name: "DNS:other.example") { relay in
            for authority in [relay.authority, nil] {
                let mail = try relay.mail(tls: .init(authority: authority))
                let delivery = await SMTPClient.deliver(
                    letter(mail, ["hi"]), by: mail, hello: "lb1")
                guard case .deferred = delivery else {
                    Issue.record("\(delivery)")
                    continue
                }
            }
            let careless = try relay.mail(tls: .init(verify: false))
            #expect(
                await SMTPClient.deliver(letter(careless, ["hi"]), by: careless, hello: "lb1")
                    == .delivered(refused: []))
            #expect(try await relay.message().tls)
        }
    }

    @Test(
        "each fault has its reason, and is tried again or not",
        arguments: [
            ("reset", true), ("hang", true), ("babble", true), ("busy", true), ("full", true),
            ("spam", false), ("inject", true), ("notls", true),
        ])
    func faults(_ mode: String, _ isLater: Bool) async throws {
        try await Relay.with(mode) { relay in
            let needsTLS = mode == "inject" || mode == "notls"
            let mail = try relay.mail(tls: needsTLS ? .init() : nil)
            let delivery = await SMTPClient.deliver(
                letter(mail, ["hi"]), by: mail, hello: "lb1",
                patience: mode == "hang" ? .milliseconds(200) : .seconds(60))
            switch delivery {
            case .deferred(let reason): #expect(isLater && !reason.isEmpty)
            case .refused(let reason): #expect(!isLater && !reason.isEmpty)
            case .delivered: Issue.record("\(mode) took it")
            }
        }
    }

    @Test("without the password in its file no mail is sent, and it is tried again")
    func lostPassword() async throws {
        let mail = Notifications.Mail(
            to: [try #require(MailAddress("a@b"))], from: try #require(MailAddress("c@d")),
            relay: "127.0.0.1", port: 1, login: "ops",
            password: Secret(in: Secret.File(path: "secrets/mail", limit: 255)))
        let delivery = await SMTPClient.deliver([], by: mail, hello: "x")
        #expect(delivery == .deferred("the file of its password is of no use: secrets/mail"))
    }

    @Test("a relay that is not there is tried again")
    func absent() async throws {
        var mail = Notifications.Mail(
            to: [try #require(MailAddress("a@b"))], from: try #require(MailAddress("c@d")),
            relay: "127.0.0.1", port: 1, tls: nil)
        guard case .deferred(let reason) = await SMTPClient.deliver([], by: mail, hello: "x") else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("refused"))
        mail.relay = "no-such-host.invalid"
        guard case .deferred = await SMTPClient.deliver([], by: mail, hello: "x") else {
            return #expect(Bool(false))
        }
    }
}
