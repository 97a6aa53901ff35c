import Model
import Testing

@testable import Health

@Suite("Checks of a real news server")
struct NNTPTests {
    /// `sn`; it knows nothing of logins.
    static let recipe = Daemon.Recipe(
        programs: ["/usr/bin/socat", "/usr/sbin/snntpd", "/usr/sbin/snnewgroup"],
        preparation: { daemon in
            [
                [
                    "/usr/bin/env", "SNROOT=\(daemon.root)", "/usr/sbin/snnewgroup",
                    "ballast.test",
                ]
            ]
        },
        arguments: { daemon in
            [
                "TCP-LISTEN:\(daemon.port),bind=127.0.0.1,reuseaddr,fork",
                "EXEC:/usr/bin/env SNROOT=\(daemon.root) /usr/sbin/snntpd,nofork",
            ]
        })

    @Test("a greeting, a group, a group that is not there, a login that nobody knows")
    func groups() async throws {
        try await Daemon.with(Self.recipe) { daemon in
            let greeting = try await ask(Dialogue(.nntp), at: daemon.port)
            #expect(greeting.isPassed, "\(greeting)")
            let group = try await ask(Dialogue(.nntp, request: "ballast.test"), at: daemon.port)
            #expect(group.isPassed, "\(group)")
            #expect(group.seen.hasPrefix("211 "), "\(group)")
            let missing = try await ask(Dialogue(.nntp, request: "no.such"), at: daemon.port)
            #expect(missing.outcome == .failed)
            #expect(missing.expected == "211 to GROUP")
            #expect(missing.seen.hasPrefix("\"411 "), "\(missing)")
            let login = try await ask(
                Dialogue(.nntp, login: "joe", password: Dialogue.wrong), at: daemon.port)
            #expect(login.outcome == .failed)
            #expect(login.expected == "381 or 281 to AUTHINFO USER")
        }
    }

    @Test(
        "AUTHINFO as RFC 4643 has it",
        arguments: [("281 in\r\n", true), ("481 no\r\n", false), ("502 no\r\n", false)])
    func authentication(_ last: String, _ isGood: Bool) {
        var exchange = DialogueProbe(
            Dialogue(.nntp, login: "joe", password: Dialogue.right)
        ).nntp
        _ = exchange.opened()
        var said: [String] = []
        for reply in ["201 hi\r\n", "381 more\r\n", last, "205 bye\r\n"] {
            switch exchange.received(Array(reply.utf8)[...]) {
            case .send(let bytes): said.append(String(decoding: bytes, as: UTF8.self))
            case .done(let finding):
                #expect((finding.outcome == .passed) == isGood)
                #expect(
                    said.prefix(2) == ["AUTHINFO USER joe\r\n", "AUTHINFO PASS right-one\r\n"])
                return
            case let turn: Issue.record("\(turn)")
            }
        }
        Issue.record("no conclusion")
    }
}
