import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real Postfix", .ownThreads)
struct SMTPTests {
    /// Two listeners: one that begins in the clear, one with TLS from the first byte.
    static func recipe(_ dovecot: Daemon, _ certificate: String = "good") -> Daemon.Recipe {
        Daemon.Recipe(
            programs: ["/usr/lib/postfix/sbin/master", "/usr/sbin/postfix"],
            ports: 2, needsRoot: true, hasCertificates: true,
            files: { daemon in
                [
                    "etc/main.cf": """
                    compatibility_level = 3.6
                    queue_directory = \(daemon.path("queue"))
                    data_directory = \(daemon.path("data"))
                    myhostname = mail.example
                    mydestination =
                    alias_maps =
                    alias_database =
                    local_recipient_maps =
                    inet_protocols = ipv4
                    inet_interfaces = 127.0.0.1
                    smtpd_helo_required = yes
                    smtpd_helo_restrictions = reject_invalid_helo_hostname
                    smtpd_delay_reject = no
                    smtpd_sasl_auth_enable = yes
                    smtpd_sasl_type = dovecot
                    smtpd_sasl_path = inet:127.0.0.1:\(dovecot.ports[4])
                    smtpd_tls_security_level = may
                    smtpd_tls_chain_files = \(daemon.path("key.pem")), \
                    \(daemon.path(certificate + ".pem"))
                    smtpd_client_connection_count_limit = 0

                    """,
                    "etc/master.cf": """
                    127.0.0.1:\(daemon.ports[0]) inet n - n - - smtpd
                    127.0.0.1:\(daemon.ports[1]) inet n - n - - smtpd
                      -o smtpd_tls_wrappermode=yes
                    rewrite unix - - n - - trivial-rewrite
                    anvil unix - - n - 1 anvil
                    tlsmgr unix - - n 1000? 1 tlsmgr

                    """,
                ]
            },
            preparation: { daemon in
                [
                    ["/usr/bin/install", "-d", "-o", "postfix", daemon.path("data")],
                    ["/usr/bin/install", "-d", daemon.path("queue")],
                    ["/usr/sbin/postfix", "-c", daemon.path("etc"), "check"],
                ]
            },
            arguments: { ["-d", "-c", $0.path("etc")] })
    }

    static func with(
        _ certificate: String = "good", _ body: (Daemon) async throws -> Void
    ) async throws {
        try await Daemon.with(Dovecot.recipe()) { dovecot in
            try await Daemon.with(recipe(dovecot, certificate), body)
        }
    }

    @Test("EHLO with a name and with an address, right and wrong logins, a wrong name")
    func logins() async throws {
        try await Self.with { daemon in
            let good = [
                Dialogue(.smtp), Dialogue(.smtp, host: "probe.example"),
                Dialogue(.smtp, as: .init("joe", password: Dialogue.right)),
                Dialogue(
                    .smtp, as: .init("joe", password: Dialogue.right),
                    over: .init(security: .startTLS(Check.TLS()))),
            ]
            for dialogue in good {
                let result = try await ask(dialogue, at: daemon.port)
                #expect(result.isPassed, "\(result)")
            }
            let wrong = try await ask(
                Dialogue(.smtp, as: .init("joe", password: Dialogue.wrong)), at: daemon.port)
            #expect(wrong.outcome == .failed)
            #expect(wrong.expected == "235 to AUTH PLAIN")
            #expect(wrong.seen.hasPrefix("\"535 "), "\(wrong)")
            let refused = try await ask(Dialogue(.smtp, host: "not_a name"), at: daemon.port)
            #expect(refused.outcome == .failed)
            #expect(refused.expected == "250 to EHLO", "\(refused)")
        }
    }

    @Test("TLS from the first byte or later: right, expired, wrong name, unknown issuer")
    func tls() async throws {
        try await Self.with { good in
            try await Self.with("expired") { expired in
                try await expectCertificateFaults(good, expired, port: \.ports[0]) {
                    Dialogue(.smtp, host: "good.example", over: .init(security: .startTLS($0)))
                }
                try await expectCertificateFaults(good, expired, port: \.ports[1]) {
                    Dialogue(.smtp, host: "good.example", over: .init(security: .tls($0)))
                }
            }
        }
    }

    @Test("what is said in the clear after the agreement on TLS is not taken as TLS's word")
    func injection() async throws {
        let dialogue = Dialogue(.smtp, over: .init(security: .startTLS(Check.TLS())))
        let opening = ["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n"]
        let together = try Peer(.script(opening + ["220 go\r\n250 hi\r\n"]))
        let first = try await ask(dialogue, at: together.port)
        #expect(first.outcome == .failed)
        #expect(first.phase == .tls)
        #expect(first.expected == "nothing between the answer to STARTTLS and TLS")
        let later = try Peer(.script(opening + ["220 go\r\n", "250 hi\r\n221 bye\r\n"]))
        let second = try await ask(dialogue, at: later.port)
        #expect(second.outcome == .failed)
        #expect(second.phase == .tls)
        let plain = try Peer(.script(["220 hi\r\n", "250 hi\r\n"]))
        let third = try await ask(dialogue, at: plain.port)
        #expect(third.expected == "STARTTLS in the answer to EHLO", "\(third)")
    }
}
