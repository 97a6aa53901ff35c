import Foundation
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real Redis", .ownThreads)
struct RedisTests {
    static func recipe(_ certificate: String = "good") -> Daemon.Recipe {
        Daemon.Recipe(
            programs: ["/usr/bin/redis-server"], ports: 2, hasCertificates: true,
            files: { daemon in
                [
                    "redis.conf": """
                    bind 127.0.0.1
                    port \(daemon.ports[0])
                    tls-port \(daemon.ports[1])
                    tls-cert-file \(daemon.path(certificate + ".pem"))
                    tls-key-file \(daemon.path("key.pem"))
                    tls-ca-cert-file \(daemon.path("good.pem"))
                    tls-auth-clients no
                    dir \(daemon.root)
                    save ""
                    requirepass right-one
                    user joe on >right-one ~* +@all

                    """
                ]
            },
            arguments: { [$0.path("redis.conf")] })
    }

    static func dialogue(
        _ request: String? = nil, login: String? = nil, password: Secret? = Dialogue.right,
        security: Dialogue.Security = .none, expect: Expected = Expected()
    ) -> Dialogue {
        Dialogue(
            .redis, as: .init(login, password: password), request: request,
            over: .init(security: security), expect: expect)
    }

    @Test("PING and commands: right, a wrong password, none, a wrong answer")
    func commands() async throws {
        try await Daemon.with(Self.recipe()) { daemon in
            let good = [
                Self.dialogue(), Self.dialogue(login: "joe"),
                Self.dialogue("INFO replication", expect: Expected(.text("role:master"))),
                Self.dialogue("ECHO hello", expect: Expected(.regex("^hello$"))),
                Self.dialogue("CONFIG GET port", expect: Expected(.text("port\n"))),
                Self.dialogue("GET nothing"),
            ]
            for dialogue in good {
                let result = try await ask(dialogue, at: daemon.port)
                #expect(result.isPassed, "\(result)")
            }
            let bad = [
                Self.dialogue(password: Dialogue.wrong), Self.dialogue(password: nil),
                Self.dialogue(login: "nobody"), Self.dialogue("NOSUCH"),
                Self.dialogue("INFO replication", expect: Expected(.text("role:slave"))),
            ]
            for dialogue in bad {
                let result = try await ask(dialogue, at: daemon.port)
                #expect(result.outcome == .failed, "\(result)")
                #expect(result.phase == .match, "\(result)")
            }
        }
    }

    @Test("TLS: right, expired, wrong name, unknown issuer, not verified")
    func tls() async throws {
        try await Daemon.with(Self.recipe()) { good in
            try await Daemon.with(Self.recipe("expired")) { expired in
                try await expectCertificateFaults(good, expired, port: \.ports[1]) {
                    Self.dialogue(security: .tls($0))
                }
            }
        }
    }

    @Test("a file of authorities that changed is read again")
    func authorities() async throws {
        try await Daemon.with(Self.recipe()) { daemon in
            let dialogue = Self.dialogue(security: .tls(.verified(daemon, by: "trusted.pem")))
            for (name, isGood) in [("expired", false), ("good", true), ("expired", false)] {
                let content = try Data(contentsOf: daemon.folder.appending(path: name + ".pem"))
                try content.write(to: daemon.folder.appending(path: "trusted.pem"))
                let result = try await ask(dialogue, at: daemon.ports[1])
                #expect(result.isPassed == isGood, "\(name): \(result)")
            }
        }
    }

    @Test("a server that repeats a command does not make a password public")
    func repeated() async throws {
        let peer = try Peer(.say("-ERR unknown command 'AUTH', with args: 'wrong-one'\r\n"))
        let result = try await ask(Self.dialogue(password: Dialogue.wrong), at: peer.port)
        #expect(result.seen.contains("(secret)"), "\(result)")
    }

    @Test("replies in pieces of any size are the same")
    func pieces() {
        let reply = Array("*3\r\n$5\r\nhe\r\no\r\n:42\r\n*2\r\n$-1\r\n+x\r\n".utf8)
        for size in 1...reply.count {
            var parsed = RedisReply(limit: 1_000)
            for start in stride(from: 0, to: reply.count, by: size) {
                #expect(parsed.state == .incomplete)
                _ = parsed.append(reply[start..<min(start + size, reply.count)])
            }
            #expect(parsed.state == .complete)
            #expect(parsed.text == Array("he\r\no\n42\n\nx".utf8))
        }
    }
}
