import Foundation
import Model
import TestThreads
import Testing

@testable import Health

/// A PostgreSQL with a table and accounts for each method of login.
private enum PostgreSQL {
    /// The folder of the newest version's programs.
    static let programs: String = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return "\(root)/\(versions.compactMap { Int($0) }.max() ?? 0)/bin"
    }()

    static func with(_ body: (RunningServer) async throws -> Void) async throws {
        let (maker, program) = ("\(programs)/initdb", "\(programs)/postgres")
        let client = "\(programs)/psql"
        try await RunningServer.with([maker, program, client], user: "postgres") { server in
            let data = server.path("data")
            try await RunningServer.run(
                RunningServer.command(
                    as: "postgres",
                    [maker, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]))
            try server.write(
                """
                local all all trust
                host all weak 127.0.0.1/32 md5
                host all plain 127.0.0.1/32 password
                host all open 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256

                """, to: "hba")
            let words = RunningServer.command(
                as: "postgres",
                [
                    program, "-D", data, "-p", "\(server.port)",
                    "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
                    "-c", "unix_socket_directories=\(server.folder.path)",
                    "-c", "hba_file=\(server.path("hba"))",
                ])
            let statements = [
                "CREATE USER probe PASSWORD 'right'", "SET password_encryption = 'md5'",
                "CREATE USER weak PASSWORD 'right'", "CREATE USER plain PASSWORD 'right'",
                "CREATE USER open", "CREATE TABLE goods (name TEXT, price INT)",
                "INSERT INTO goods VALUES ('apple', 3), ('pear', NULL)",
                "GRANT SELECT ON goods TO probe",
            ]
            let setup =
                [client, "-q", "-h", server.folder.path, "-p", "\(server.port)", "-U", "postgres"]
                + statements.flatMap { ["-c", $0] }
            var isMade = false
            return RunningServer.Start(
                command: words,
                isReady: {
                    if !isMade { isMade = (try? await RunningServer.run(setup)) != nil }
                    return isMade
                }, lastSignal: SIGINT)
        } _: {
            try await body($0)
        }
    }
}

@Suite("Checks of a real PostgreSQL", .ownThreads)
struct PostgreSQLTests {
    @Test("startup, login with each method, database and query: right, wrong, and refused")
    func dialogues() async throws {
        try await PostgreSQL.with { server in
            func result(
                _ login: String?, _ password: String? = "right", database: String? = "postgres",
                query: String? = nil, _ expect: Model.Expectation.Pattern? = nil
            ) async throws -> CheckResult {
                let dialogue = Dialogue(
                    .postgresql, as: .init(login, password: password.map { Secret($0) }),
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
                try await result(nil, nil, database: nil),
                try await result("probe"),
                try await result("weak"),
                try await result("plain"),
                try await result("open", nil),
                try await result("probe", query: goods),
                try await result("probe", query: goods, .text("apple\t3\npear\tNULL")),
                try await result("probe", query: goods, .regex("^apple\\t\\d")),
            ]
            for result in passed { #expect(result.isPassed, "\(result)") }

            let wrong = try await result("probe", "wrong")
            #expect(wrong.phase == .match && wrong.outcome == .failed)
            #expect(wrong.expected == "a login as probe")
            #expect(
                wrong.seen
                    == "FATAL 28P01: password authentication failed for user \"probe\"")
            let failed = [
                try await result("nobody"),
                try await result("probe", nil),
                try await result("weak", "wrong"),
                try await result("plain", "wrong"),
                try await result("probe", database: "elsewhere"),
                try await result("probe", query: "SELECT * FROM missing"),
                try await result("probe", query: "SELECT * FROM goods WHERE price = 9"),
                try await result("probe", query: "SET search_path = public"),
                try await result("probe", query: goods, .text("plum")),
                try await result("probe", query: goods, .regex("plum")),
            ]
            for result in failed {
                #expect(result.outcome == .failed && result.phase == .match, "\(result)")
            }
            #expect(failed[5].seen.hasPrefix("ERROR 42P01: "))
            #expect(failed[6].seen == "no row")
        }
    }
}
