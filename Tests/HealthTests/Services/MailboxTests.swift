import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real dovecot", .ownThreads)
struct MailboxTests {
    @Test("IMAP and POP3: greeting, right and wrong logins, the other protocol")
    func logins() async throws {
        try await Daemon.with(Dovecot.recipe()) { daemon in
            let places: [(CheckService, UInt16, refusal: String)] = [
                (.imap, daemon.ports[0], "\"a2 NO "), (.pop, daemon.ports[1], "\"-ERR "),
                (.imaps, daemon.ports[2], "\"a2 NO "), (.pops, daemon.ports[3], "\"-ERR "),
            ]
            for (service, port, refusal) in places {
                let security: Dialogue.Security = service.isSecure ? .tls(Check.TLS()) : .none
                let greeting = try await ask(
                    Dialogue(service, over: .init(security: security)), at: port)
                #expect(greeting.isPassed, "\(service) \(greeting)")
                let right = try await ask(
                    Dialogue(
                        service, as: .init("joe", password: Dialogue.right),
                        over: .init(security: security)),
                    at: port)
                #expect(right.isPassed, "\(service) \(right)")
                let wrong = try await ask(
                    Dialogue(
                        service, as: .init("joe", password: Dialogue.wrong),
                        over: .init(security: security)),
                    at: port)
                #expect(wrong.outcome == .failed)
                #expect(wrong.phase == .match)
                #expect(wrong.seen.hasPrefix(refusal), "\(wrong)")
            }
            let other = try await ask(Dialogue(.pop), at: daemon.ports[0])
            #expect(other.outcome == .failed)
            #expect(other.expected == "a greeting, +OK")
        }
    }

    @Test("TLS from the first byte or later: right, expired, wrong name, unknown issuer")
    func tls() async throws {
        try await Daemon.with(Dovecot.recipe()) { good in
            try await Daemon.with(Dovecot.recipe("expired")) { expired in
                func check(
                    _ service: CheckService, _ port: KeyPath<Daemon, UInt16>,
                    _ security: (Check.TLS) -> Dialogue.Security
                ) async throws {
                    try await expectCertificateFaults(good, expired, port: port) {
                        Dialogue(
                            service, as: .init("joe", password: Dialogue.right),
                            over: .init(security: security($0)))
                    }
                }
                try await check(.imap, \.ports[0]) { .startTLS($0) }
                try await check(.pop, \.ports[1]) { .startTLS($0) }
                try await check(.imaps, \.ports[2]) { .tls($0) }
                try await check(.pops, \.ports[3]) { .tls($0) }
            }
        }
    }
}
