import Document
import Model
import Planning
import Testing

@Suite("files of secrets in documents")
struct SecretFileTests {
    /// A document with a secret in each place.
    private static let everywhere = """
        version: 1
        services:
          - name: a
            listen: 10.0.0.1:389
            check: {type: negotiate, login: x, passwordFile: secrets/a}
            servers:
              - {name: a, address: 10.0.0.2}
              - name: b
                address: 10.0.0.3
                check: {service: radius, secretFile: /etc/b}
        proxies:
          - name: p
            listen: 10.0.0.1:80
            mode: tcp
            check: {type: negotiate, service: redis, passwordFile: c}
            servers: [{name: a, address: 10.0.0.2, check: {passwordFile: d}}]
            routes:
              - name: r
                match: {path: ^/a}
                check: {type: negotiate, service: redis, passwordFile: e}
                servers: [{name: b, address: 10.0.0.2, check: {passwordFile: f}}]
        notifications:
          mail: {to: [a@b], from: c@d, relay: mail.example.org, login: x, passwordFile: g}
        admin:
          statistics: 10.0.0.21:7777
          statisticsPage: {login: ops, passwordFile: h}
        """

    @Test("each place has its file and its limit, and is filled")
    func places() throws {
        let spec = try #require(parse(Array(Self.everywhere.utf8)).draft)
        let found = spec.secrets.map { "\($0.path) \($0.secret.file?.path ?? "")" }
        #expect(
            found == [
                "services[0].check.passwordFile secrets/a",
                "services[0].servers[1].check.secretFile /etc/b",
                "proxies[0].check.passwordFile c",
                "proxies[0].servers[0].check.passwordFile d",
                "proxies[0].routes[0].check.passwordFile e",
                "proxies[0].routes[0].servers[0].check.passwordFile f",
                "notifications.mail.passwordFile g", "admin.statisticsPage.passwordFile h",
            ])
        #expect(
            spec.secrets.map { $0.secret.file?.limit } == [
                1024, 1024, 1024, 1024, 1024, 1024, 255, 1024,
            ])
        #expect(spec.secrets.allSatisfy { $0.secret.text == nil })
        var filled = spec
        filled.fillSecrets { "the secret in \($0.path)" }
        #expect(
            filled.secrets.map(\.secret.text)
                == spec.secrets.map { "the secret in \($0.secret.file?.path ?? "")" })
        filled.fillSecrets { _ in nil }
        #expect(filled == spec)
    }

    @Test(
        "a secret beside the name of its file is an error at the line of the file",
        arguments: [
            "check: {type: negotiate, service: redis, password: hunter2, %}",
            "check: {type: negotiate, service: radius, secret: hunter2, secretFile: a}",
        ])
    func both(check: String) throws {
        let check = check.replacing("%", with: "passwordFile: a")
        let text = """
            version: 1
            services:
              - name: a
                listen: 10.0.0.1:80
                servers: [{name: a, address: 10.0.0.2}]
                \(check)

            """
        let found = parse(Array(text.utf8)).diagnostics
        #expect(found.map(\.code) == [.conflictingKeys], "\(found)")
        #expect(found.first?.location?.line == 6)
        #expect(found.first?.path.parts.last.map { "\($0)" }?.contains("File") == true)
        #expect(found.first.map { "\($0)".contains("hunter") } == false)
    }

    @Test("mail and the statistics page have either too, and a file needs its login and TLS")
    func others() {
        func codes(_ section: String) -> [DiagnosticCode] {
            parse(Array("version: 1\n\(section)\n".utf8)).diagnostics.map(\.code)
        }
        let mail = "notifications: {mail: {to: [a@b], from: c@d, relay: e, %}}"
        #expect(codes(mail.replacing("%", with: "login: x, passwordFile: f")) == [])
        #expect(
            codes(mail.replacing("%", with: "login: x, password: g, passwordFile: f"))
                == [.conflictingKeys])
        #expect(
            codes(mail.replacing("%", with: "startTls: false, passwordFile: f"))
                == [.conflictingKeys])
        let page = "admin: {statistics: \"127.0.0.1:7777\", statisticsPage: {%}}"
        #expect(codes(page.replacing("%", with: "login: x, passwordFile: f")) == [])
        #expect(codes(page.replacing("%", with: "passwordFile: f")) == [.missingKey])
        #expect(
            codes(page.replacing("%", with: "login: x, password: g, passwordFile: f"))
                == [.conflictingKeys])
    }

    @Test("a file that the check makes no use of is an error, and RADIUS is content with one")
    func use() throws {
        func findings(_ check: String) throws -> [String] {
            let text = """
                version: 1
                services:
                  - name: a
                    listen: 10.0.0.1:80
                    check: \(check)
                    servers: [{name: a, address: 10.0.0.2}]

                """
            let spec = try #require(parse(Array(text.utf8)).draft)
            return validate(spec).filter { $0.severity == .error }
                .map { "\($0.code.rawValue) \($0.path)" }
        }
        #expect(
            try findings("{type: negotiate, service: http, passwordFile: a}")
                == ["BAL401 services[0].check.passwordFile"])
        #expect(
            try findings("{type: negotiate, service: redis, secretFile: a}")
                == ["BAL401 services[0].check.secretFile"])
        #expect(
            try findings("{passwordFile: a}") == ["BAL401 services[0].check.passwordFile"])
        #expect(try findings("{type: negotiate, service: radius, secretFile: a}") == [])
        #expect(try findings("{type: negotiate, service: redis, passwordFile: a}") == [])
    }
}
