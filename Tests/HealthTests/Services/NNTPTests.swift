import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real INN", .ownThreads)
struct NNTPTests {
    static let news = "/usr/lib/news/bin"
    /// What INN calls itself, and all that it starts.
    static let user = ["--reuid", "news", "--regid", "news", "--clear-groups"]

    /// Tells no group to whom is not logged in; joe's password is `Dialogue.right`.
    static let recipe = Daemon.Recipe(
        programs: ["/usr/bin/setpriv", "\(news)/innd", "\(news)/makedbz"],
        needsRoot: true,
        files: { daemon in
            let root = daemon.root
            return [
                "inn.conf": """
                domain: ballast.test
                pathhost: news.ballast.test
                mta: "/bin/true %s"
                bindaddress: 127.0.0.1
                bindaddress6: none
                ovmethod: tradindexed
                hismethod: hisv6
                pathnews: /usr/lib/news
                pathdb: \(root)/db
                pathetc: \(root)/etc
                pathfilter: \(root)/etc
                pathlog: \(root)/log
                pathrun: \(root)/run
                pathspool: \(root)/spool

                """,
                "db/active": """
                ballast.test 0000000000 0000000001 y
                control 0000000000 0000000001 n
                control.cancel 0000000000 0000000001 n
                junk 0000000000 0000000001 n

                """,
                "db/newsgroups": "", "db/active.times": "", "db/history": "",
                "etc/newsfeeds": "ME:!*::\n",
                "etc/incoming.conf": "\n",
                "etc/storage.conf": "method tradspool {\n newsgroups: *\n class: 0\n}\n",
                "etc/readers.conf": """
                auth local {
                  hosts: "127.0.0.1"
                  auth: "ckpasswd -f \(root)/etc/passwords"
                  default: "<nobody>"
                  default-domain: "ballast.test"
                }
                access nobody { users: "<nobody>@ballast.test" newsgroups: "!*" }
                access readers { users: "joe@ballast.test" newsgroups: "*" access: "RPA" }

                """,
                // openssl passwd -6 -salt ballast right-one
                "etc/passwords": """
                joe:$6$ballast$FXMQOiweHzX3Dc4ikOyKn1nZ9SdhIvbKIT/m1/hQinru5jN1.\
                wHvvxC0dmYA5QJ7ntJnw/kAQLWId3pP64NLA1

                """,
                "log/news": "", "run/.keep": "", "spool/articles/.keep": "",
                "spool/overview/.keep": "", "spool/incoming/tmp/.keep": "",
            ]
        },
        preparation: { daemon in
            [
                ["/bin/chown", "-R", "news:news", daemon.root],
                ["/usr/bin/setpriv"] + user + [
                    "/usr/bin/env", "INNCONF=\(daemon.path("inn.conf"))", "\(news)/makedbz",
                    "-i", "-o", "-s", "1000", "-f", daemon.path("db/history"),
                ],
            ]
        },
        arguments: { daemon in
            user + [
                "/usr/bin/env", "INNCONF=\(daemon.path("inn.conf"))", "\(news)/innd",
                "-f", "-P", "\(daemon.port)",
            ]
        })

    @Test("a greeting; a group with and without a login; a group that is not there; a wrong login")
    func groups() async throws {
        try await Daemon.with(Self.recipe) { daemon in
            let greeting = try await ask(Dialogue(.nntp), at: daemon.port)
            #expect(greeting.isPassed, "\(greeting)")
            let login = try await ask(
                Dialogue(.nntp, as: .init("joe", password: Dialogue.right)), at: daemon.port)
            #expect(login.isPassed, "\(login)")
            let group = try await ask(
                Dialogue(
                    .nntp, as: .init("joe", password: Dialogue.right), request: "ballast.test"),
                at: daemon.port)
            #expect(group.isPassed, "\(group)")
            #expect(group.seen.hasPrefix("211 "), "\(group)")
            let missing = try await ask(
                Dialogue(.nntp, as: .init("joe", password: Dialogue.right), request: "no.such"),
                at: daemon.port)
            #expect(missing.outcome == .failed)
            #expect(missing.expected == "211 to GROUP")
            #expect(missing.seen.hasPrefix("\"411 "), "\(missing)")
            let stranger = try await ask(Dialogue(.nntp, request: "ballast.test"), at: daemon.port)
            #expect(stranger.outcome == .failed)
            #expect(stranger.seen.hasPrefix("\"480 "), "\(stranger)")
            let wrong = try await ask(
                Dialogue(.nntp, as: .init("joe", password: Dialogue.wrong)), at: daemon.port)
            #expect(wrong.outcome == .failed)
            #expect(wrong.expected == "281 to AUTHINFO PASS")
            #expect(wrong.seen.hasPrefix("\"481 "), "\(wrong)")
        }
    }

    @Test(
        "AUTHINFO as RFC 4643 has it",
        arguments: [("281 in\r\n", true), ("481 no\r\n", false), ("502 no\r\n", false)])
    func authentication(_ last: String, _ isGood: Bool) {
        var exchange = DialogueProbe(
            Dialogue(.nntp, as: .init("joe", password: Dialogue.right))
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
