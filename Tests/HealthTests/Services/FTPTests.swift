import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real vsftpd", .ownThreads)
struct FTPTests {
    /// Knows who is called anonymous, with one password.
    static func recipe(_ more: String = "") -> Daemon.Recipe {
        Daemon.Recipe(
            programs: ["/usr/sbin/vsftpd"],
            files: { daemon in
                [
                    "root/health.txt": "all is well\n", "empty/file": "",
                    "passwords": "right-one\nballast@\n",
                    "vsftpd.conf": """
                    listen=YES
                    background=NO
                    listen_address=127.0.0.1
                    listen_port=\(daemon.port)
                    anonymous_enable=YES
                    local_enable=NO
                    anon_root=\(daemon.path("root"))
                    secure_chroot_dir=\(daemon.path("empty"))
                    secure_email_list_enable=YES
                    email_password_file=\(daemon.path("passwords"))
                    run_as_launching_user=YES
                    connect_from_port_20=NO
                    seccomp_sandbox=NO
                    isolate=NO
                    isolate_network=NO
                    \(more)

                    """,
                ]
            },
            arguments: { [$0.path("vsftpd.conf")] })
    }

    @Test("logins: nobody's, a right one, a wrong one")
    func login() async throws {
        try await Daemon.with(Self.recipe()) { daemon in
            let nobody = try await ask(Dialogue(.ftp), at: daemon.port)
            #expect(nobody.isPassed, "\(nobody)")
            #expect(nobody.seen.hasPrefix("230 "), "\(nobody)")
            let right = try await ask(
                Dialogue(.ftp, as: .init("anonymous", password: Dialogue.right)), at: daemon.port)
            #expect(right.isPassed, "\(right)")
            let wrong = try await ask(
                Dialogue(.ftp, as: .init("anonymous", password: Dialogue.wrong)), at: daemon.port)
            #expect(wrong.outcome == .failed)
            #expect(wrong.phase == .match)
            #expect(wrong.expected == "230 or 202 to PASS")
            #expect(wrong.seen.hasPrefix("\"530 "), "\(wrong)")
        }
    }

    @Test("a file: right, missing, with another text; with a login that is wrong")
    func file() async throws {
        try await Daemon.with(Self.recipe()) { daemon in
            for expect in [
                Expected(), Expected(.text("is well")), Expected(.regex("^all .* well")),
            ] {
                let right = try await ask(
                    Dialogue(.ftp, request: "health.txt", expect: expect), at: daemon.port)
                #expect(right.isPassed, "\(right)")
            }
            let missing = try await ask(Dialogue(.ftp, request: "gone.txt"), at: daemon.port)
            #expect(missing.outcome == .failed)
            #expect(missing.seen.hasPrefix("\"550 "), "\(missing)")
            let ill = try await ask(
                Dialogue(.ftp, request: "health.txt", expect: Expected(.text("is ill"))),
                at: daemon.port)
            #expect(ill.outcome == .failed)
            #expect(ill.seen == "\"all is well\\n\"")
            let wrong = try await ask(
                Dialogue(
                    .ftp, as: .init("anonymous", password: Dialogue.wrong), request: "health.txt"),
                at: daemon.port)
            #expect(wrong.expected == "230 or 202 to PASS", "\(wrong)")
        }
    }

    @Test("a server that does not know EPSV is asked with PASV")
    func passive() async throws {
        let known = "USER,PASS,TYPE,PASV,RETR,QUIT"
        try await Daemon.with(Self.recipe("cmds_allowed=\(known)")) { daemon in
            let result = try await ask(
                Dialogue(.ftp, request: "health.txt", expect: Expected(.text("all"))),
                at: daemon.port)
            #expect(result.isPassed, "\(result)")
        }
    }

    @Test("the connection for the data goes to the server itself, whatever it says")
    func bounce() {
        var exchange = FTPFileExchange(
            "x", login: DialogueProbe(Dialogue(.ftp)).login(), expect: nil, limit: 100)
        _ = exchange.opened()
        for reply in ["220 hi\r\n", "230 in\r\n", "500 what?\r\n"] {
            _ = exchange.received(Array(reply.utf8)[...])
        }
        let turn = exchange.received(
            Array("227 Entering Passive Mode (10,0,0,1,31,144)\r\n".utf8)[...])
        guard case .attach(let port) = turn else {
            Issue.record("\(turn)")
            return
        }
        #expect(port == 31 * 256 + 144)
    }
}

extension DialogueProbe {
    /// Greeting and USER, which is enough for some.
    fileprivate func login() -> ScriptExchange {
        ScriptExchange(
            [
                ScriptExchange.Step(name: "a greeting", good: ["220"]),
                ScriptExchange.Step(command: "USER x", name: "USER", good: ["230"]),
            ], .coded, confidence: Confidence([]))
    }
}
