import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// A real Redis with a password, and a controller that knows the password from a file.
@Suite(
    "a password that is changed while the controller runs", .timeLimit(.minutes(20)), .ownThreads)
struct SecretRotationTests {
    /// A Redis server with this password.
    private final class Redis {
        let port: Int
        private let process = Process()
        private let folder: Scratch
        private var password: String

        static let program = "/usr/bin/redis-server"
        static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: program) }

        init(_ password: String) throws {
            self.password = password
            port = ExampleSite.freePort()
            folder = try Scratch("")
            process.executableURL = URL(filePath: Self.program)
            process.arguments = [
                "--bind", "127.0.0.1", "--port", "\(port)", "--save", "", "--dir", folder.folder,
                "--requirepass", password,
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit { stop() }

        func stop() {
            guard process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        /// Has it know another password, and only that.
        func change(to next: String) throws {
            let client = Process()
            client.executableURL = URL(filePath: "/usr/bin/redis-cli")
            client.arguments = [
                "-p", "\(port)", "-a", password, "--no-auth-warning", "config", "set",
                "requirepass", next,
            ]
            client.standardOutput = FileHandle.nullDevice
            client.standardError = FileHandle.nullDevice
            try client.run()
            client.waitUntilExit()
            #expect(client.terminationStatus == 0)
            password = next
        }
    }

    private static func put(_ text: String, in site: LiveSite, atomically: Bool = true) throws {
        let url = URL(filePath: "\(site.folder)/secret")
        try Data(text.utf8).write(to: url, options: atomically ? .atomic : [])
        chmod(url.path, 0o600)
    }

    private static func state(_ site: LiveSite) throws -> Verdict.State? {
        try site.status().proxies.first?.servers.first?.verdict?.state
    }

    private static func reasons(_ site: LiveSite) throws -> [String] {
        try site.status().health.reasons.filter { $0.contains("/secret") }
    }

    @Test("it is used without an edit; a lost file changes nothing, nor does a start without it")
    func rotation() throws {
        guard LiveSite.isPossible(), Redis.isAvailable else { return }
        let redis = try Redis("hunter-one")
        let site = try LiveSite { port in
            shop(
                port, ["{name: db, address: \"127.0.0.1:\(redis.port)\"}"], lines: ["mode: tcp"],
                check: "{type: negotiate, service: redis, passwordFile: secret, interval: 200ms}")
        }
        try Self.put("hunter-one\n", in: site)
        try site.start()
        site.eventually("a good login") { try Self.state(site) == .up && site.isHealthy() }
        // By a rename, and in place.
        for (password, atomically) in [("hunter-two", true), ("hunter-three", false)] {
            try redis.change(to: password)
            site.eventually("a bad login") { try Self.state(site) == .down }
            try Self.put("\(password)\nmore\n", in: site, atomically: atomically)
            site.eventually("the next password") { try Self.state(site) == .up }
        }
        let messages = try site.events().filter { $0.kind == .accepted }.map(\.message)
        #expect(messages.count { $0 == "read a changed secret: secret" } == 2, "\(messages)")
        try Self.lose(site, redis)
        try Self.startWithout(site, redis)
        let log = try String(contentsOfFile: "\(site.folder)/log", encoding: .utf8)
        let shown = try [
            log, site.command("status").output, site.command("status", "--json").output,
            site.command("explain", "shop").output, site.command("explain", "shop/db").output,
            site.command("plan", "--json").output,
        ]
        for text in shown { #expect(!text.contains("hunter"), "\(text)") }
        let state = Process()
        state.executableURL = URL(filePath: "/usr/bin/grep")
        state.arguments = ["-rq", "hunter", "\(site.folder)/state", site.run]
        try state.run()
        state.waitUntilExit()
        #expect(state.terminationStatus == 1, "a secret is in the state directory")
    }

    /// The file goes: the secret that was read last is used.
    private static func lose(_ site: LiveSite, _ redis: Redis) throws {
        try FileManager.default.removeItem(atPath: "\(site.folder)/secret")
        site.eventually("the fault in status") {
            try reasons(site).contains { $0.contains("the one that was read last stays in use") }
        }
        #expect(try state(site) == .up)
        try redis.change(to: "hunter-four")
        site.eventually("a login, which fails") { try state(site) == .down }
        try redis.change(to: "hunter-three")
        site.eventually("a login with the last password") { try state(site) == .up }
    }

    /// A start without the file: servers are served, and a dead one is found.
    private static func startWithout(_ site: LiveSite, _ redis: Redis) throws {
        site.end(SIGKILL)
        try redis.change(to: "hunter-five")
        try site.start()
        site.eventually("the fault in status") {
            try reasons(site).contains { $0.contains("checks that need it only connect") }
        }
        site.eventually("a connection") { try state(site) == .up }
        try put("hunter-wrong\n", in: site)
        site.eventually("a login, which fails") {
            try state(site) == .down && reasons(site).isEmpty
        }
        try put("hunter-five\n", in: site)
        site.eventually("a good login") { try state(site) == .up && site.isHealthy() }
        try FileManager.default.removeItem(atPath: "\(site.folder)/secret")
        site.end(SIGTERM)
        try site.start()
        site.eventually("a connection") { try state(site) == .up && !reasons(site).isEmpty }
        redis.stop()
        site.eventually("no connection") { try state(site) == .down }
    }
}
