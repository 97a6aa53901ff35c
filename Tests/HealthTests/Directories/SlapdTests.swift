import Foundation
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real OpenLDAP", .ownThreads)
struct SlapdTests {
    /// With a plain port and one with TLS; its certificate is `good.pem` or `expired.pem`.
    private static func with(
        certificate: String = "good", _ body: (RunningServer) async throws -> Void
    ) async throws {
        let programs = ["/usr/sbin/slapd", "/usr/sbin/slapadd", "/usr/bin/openssl"]
        try await RunningServer.with(programs, ports: 2) { server in
            try Certificates.make(in: server.folder)
            try await RunningServer.run(["/bin/mkdir", server.path("data")])
            try server.write(
                """
                include /etc/ldap/schema/core.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                pidfile \(server.path("pid"))
                TLSCertificateFile \(server.path("\(certificate).pem"))
                TLSCertificateKeyFile \(server.path("key.pem"))
                database mdb
                suffix "dc=example"
                rootdn "cn=admin,dc=example"
                rootpw right
                directory \(server.path("data"))
                access to dn.base="ou=hidden,dc=example" by users read by * none
                access to * by * read

                """, to: "slapd.conf")
            try server.write(
                """
                dn: dc=example
                objectClass: dcObject
                objectClass: organization
                o: Example
                dc: example

                dn: ou=people,dc=example
                objectClass: organizationalUnit
                ou: people

                dn: ou=hidden,dc=example
                objectClass: organizationalUnit
                ou: hidden

                """, to: "data.ldif")
            try await RunningServer.run([
                programs[1], "-f", server.path("slapd.conf"), "-l", server.path("data.ldif"),
            ])
            let (plain, secure) = (server.ports[0], server.ports[1])
            return RunningServer.Start(command: [
                programs[0], "-d", "0", "-f", server.path("slapd.conf"), "-h",
                "ldap://127.0.0.1:\(plain) ldaps://127.0.0.1:\(secure)",
            ])
        } _: {
            try await body($0)
        }
    }

    @Test("bind and search: right, wrong, and refused")
    func dialogues() async throws {
        try await Self.with { server in
            func result(
                _ login: String? = nil, _ password: String? = nil, base: String? = nil,
                _ expect: Model.Expectation.Pattern? = nil
            ) async throws -> CheckResult {
                let dialogue = Dialogue(
                    .ldap, as: .init(login, password: password.map { Secret($0) }), request: base,
                    expect: Model.Expectation(expect))
                let result = try await probe(
                    .dialogue(DialogueProbe(dialogue)), port: server.port, timeout: ample)
                await expectClosed(connectionsTo: server.port)
                return result
            }
            let admin = "cn=admin,dc=example"
            let people = "ou=people,dc=example"
            let passed = [
                try await result(),
                try await result(admin, "right"),
                try await result(base: people),
                try await result(base: "OU=People, dc=example", .text(people)),
                try await result(base: people, .regex("^ou=people,")),
                try await result(admin, "right", base: "ou=hidden,dc=example"),
            ]
            for result in passed { #expect(result.isPassed, "\(result)") }
            let failed = [
                try await result(admin, "wrong"),
                try await result("cn=nobody,dc=example", "right"),
                try await result(base: "ou=missing,dc=example"),
                try await result(base: "ou=hidden,dc=example"),
                try await result(base: "no name"),
                try await result(base: people, .text("ou=things")),
                try await result(base: people, .regex("things")),
            ]
            for result in failed {
                #expect(result.outcome == .failed && result.phase == .match, "\(result)")
            }
            #expect(failed[0].seen == "invalidCredentials (49)")
            #expect(failed[2].seen == "noSuchObject (32)")
            #expect(failed[4].seen.hasPrefix("invalidDNSyntax (34)"))
        }
    }

    @Test("over TLS: right, expired, wrong name, unknown issuer, not verified")
    func tls() async throws {
        func result(
            _ server: RunningServer, ca: String?, name: String, verify: Bool = true,
            password: String = "right", base: String = "dc=example"
        ) async throws -> CheckResult {
            let dialogue = Dialogue(
                .ldaps, as: .init("cn=admin,dc=example", password: Secret(password)), request: base,
                over: .init(
                    security: .tls(
                        Check.TLS(
                            verify: verify, authority: ca.map { server.path($0) }, serverName: name)
                    )))
            return try await probe(
                .dialogue(DialogueProbe(dialogue)), port: server.ports[1], timeout: ample)
        }
        var failed: [CheckResult] = []
        try await Self.with { server in
            let right = try await result(server, ca: "good.pem", name: "good.example")
            #expect(right.isPassed, "\(right)")
            failed.append(try await result(server, ca: "good.pem", name: "other.example"))
            failed.append(try await result(server, ca: nil, name: "good.example"))
            for wrong in [
                try await result(
                    server, ca: "good.pem", name: "good.example", password: "wrong"),
                try await result(
                    server, ca: "good.pem", name: "good.example", base: "ou=none,dc=example"),
            ] {
                #expect(wrong.outcome == .failed && wrong.phase == .match, "\(wrong)")
            }
        }
        try await Self.with(certificate: "expired") { server in
            failed.append(try await result(server, ca: "expired.pem", name: "good.example"))
            let trusting = try await result(
                server, ca: nil, name: "good.example", verify: false)
            #expect(trusting.isPassed, "\(trusting)")
        }
        for result in failed {
            #expect(result.outcome == .failed && result.phase == .tls, "\(result)")
        }
    }
}
