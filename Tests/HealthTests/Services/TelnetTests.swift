import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real telnetd", .ownThreads)
struct TelnetTests {
    static let recipe = Daemon.Recipe(
        programs: ["/usr/bin/socat", "/usr/sbin/telnetd"],
        // A shell reads them: to run a file that was just written may find it busy.
        files: { daemon in
            [
                "login": "printf 'here login: '\nread name\n",
                "telnetd": "exec /usr/sbin/telnetd -E '/bin/sh \(daemon.path("login"))'\n",
            ]
        },
        arguments: { daemon in
            [
                "TCP-LISTEN:\(daemon.port),bind=127.0.0.1,reuseaddr,fork",
                "EXEC:/bin/sh \(daemon.path("telnetd")),nofork",
            ]
        })

    static func dialogue(_ pattern: Expected.Pattern?) -> Dialogue {
        Dialogue(.telnet, expect: Expected(pattern))
    }

    @Test("options are refused, and the prompt comes")
    func prompt() async throws {
        try await Daemon.with(Self.recipe) { daemon in
            for pattern in [.text("here login:"), .regex("here lo[a-z]+: $")]
                as [Expected.Pattern]
            {
                let result = try await ask(Self.dialogue(pattern), at: daemon.port)
                #expect(result.isPassed, "\(result)")
            }
            let any = try await ask(Self.dialogue(nil), at: daemon.port)
            #expect(any.isPassed, "\(any)")
            let wrong = try await ask(
                Self.dialogue(.text("Password:")), at: daemon.port, timeout: .seconds(3))
            #expect(wrong.outcome == .failed)
            #expect(wrong.phase == .receive)
        }
    }

    @Test("each option is refused once, and what is between is no text")
    func refusals() {
        let bytes: [UInt8] = [
            255, 253, 24, 255, 251, 1, 255, 252, 3, 255, 250, 24, 1, 255, 255, 255, 240, 255, 241,
            0x68, 0x69, 255, 255,
        ]
        for size in 1...bytes.count {
            var exchange = TelnetExchange(.text("hi\u{ff}"), limit: 1_000)
            _ = exchange.opened()
            var said: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                let turn = exchange.received(bytes[start..<min(start + size, bytes.count)])
                if case .send(let bytes) = turn { said += bytes }
            }
            #expect(said == [255, 252, 24, 255, 254, 1])
            #expect(exchange.expired().seen == "\"hi\\xff\"")
        }
    }
}
