import Model
import TestThreads
import Testing

@testable import Health

/// A MariaDB with a table and accounts of several kinds.
private enum MariaDB {
    static let installer = "/usr/bin/mariadb-install-db"
    static let program = "/usr/sbin/mariadbd"

    static func with(_ body: (RunningServer) async throws -> Void) async throws {
        try await RunningServer.with([installer, program], user: "mysql") { server in
            let data = server.path("data")
            try await RunningServer.run([
                installer, "--no-defaults", "--user=mysql", "--datadir=\(data)",
                "--auth-root-authentication-method=normal", "--skip-test-db",
            ])
            let accounts = [
                "'probe'@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('right')",
                "'open'@'%'", "'curve'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('right')",
            ]
            let statements =
                [
                    "CREATE DATABASE shop", "CREATE TABLE shop.goods (name TEXT, price INT)",
                    "INSERT INTO shop.goods VALUES ('apple', 3), ('pear', NULL)",
                ] + accounts.map { "CREATE USER \($0)" }
                + ["GRANT SELECT ON shop.* TO 'probe'@'%'"]
            try server.write(statements.map { $0 + ";\n" }.joined(), to: "first.sql")
            return RunningServer.Start(command: [
                program, "--no-defaults", "--user=mysql", "--datadir=\(data)",
                "--bind-address=127.0.0.1", "--port=\(server.port)",
                "--socket=\(server.path("socket"))", "--pid-file=\(server.path("pid"))",
                // On a busy machine a login may take longer than its usual limit of 10 s.
                "--connect-timeout=600",
                "--plugin-load-add=auth_ed25519", "--init-file=\(server.path("first.sql"))",
            ])
        } _: {
            try await body($0)
        }
    }
}

@Suite("Checks of a real MariaDB", .ownThreads)
struct MariaDBTests {
    @Test("greeting, login, database and query: right, wrong, and refused")
    func dialogues() async throws {
        try await MariaDB.with { server in
            func result(
                _ login: String?, _ password: String? = "right", database: String? = nil,
                query: String? = nil, _ expect: Model.Expectation.Pattern? = nil
            ) async throws -> CheckResult {
                let dialogue = Dialogue(
                    .mysql, as: .init(login, password: password.map { Secret($0) }),
                    database: database, request: query, expect: Model.Expectation(expect))
                let result = try await probe(
                    .dialogue(DialogueProbe(dialogue)), port: server.port, timeout: ample)
                await expectClosed(connectionsTo: server.port)
                #expect(!result.description.contains("right"), "\(result)")
                return result
            }
            let goods = "SELECT * FROM goods ORDER BY name"
            let passed = [
                try await result(nil, nil),
                try await result("probe"),
                try await result("open", nil),
                try await result("probe", database: "shop"),
                try await result("probe", database: "shop", query: goods),
                try await result(
                    "probe", database: "shop", query: goods, .text("apple\t3\npear\tNULL")),
                try await result("probe", database: "shop", query: goods, .regex("^apple\\t\\d")),
                try await result("probe", query: "SELECT REPEAT('x', 40000)", .text("xxx")),
            ]
            for result in passed { #expect(result.isPassed, "\(result)") }
            #expect(passed[0].seen.contains("MariaDB"))

            let wrong = try await result("probe", "wrong")
            #expect(wrong.phase == .match && wrong.outcome == .failed)
            #expect(wrong.expected == "a login as probe")
            #expect(wrong.seen.hasPrefix("error 1045 (28000): Access denied for user 'probe'"))
            let failed = [
                try await result("nobody"),
                try await result("probe", nil),
                try await result("probe", database: "elsewhere"),
                try await result("probe", database: "shop", query: "SELECT * FROM missing"),
                try await result(
                    "probe", database: "shop", query: "SELECT * FROM goods WHERE price = 9"),
                try await result("probe", query: "SET @x = 1"),
                try await result("probe", database: "shop", query: goods, .text("plum")),
                try await result("probe", database: "shop", query: goods, .regex("plum")),
                try await result("curve"),
            ]
            for result in failed {
                #expect(result.outcome == .failed && result.phase == .match, "\(result)")
            }
            #expect(failed[4].seen == "no row")
            #expect(failed[8].seen == "another method of login: client_ed25519")
        }
    }
}
