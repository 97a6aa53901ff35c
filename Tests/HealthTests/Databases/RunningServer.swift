import CGNU
import Foundation
import Glibc
import Testing

/// A daemon of our own, in the foreground and in a folder of its own, ended by its process number.
struct RunningServer {
    let folder: URL
    /// Free ones, as many as were asked for.
    let ports: [UInt16]

    var port: UInt16 { ports[0] }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ text: String, to name: String) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        chmod(path(name), 0o644)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What is started, and when it is there.
    struct Start {
        var command: [String]
        /// Asked until it says yes; nil: all ports accept connections.
        var isReady: (() async -> Bool)?
        var lastSignal = SIGTERM
    }

    /// Calls with a daemon that is ready; says loudly when one of its programs is missing.
    ///
    /// `prepare` writes what the daemon needs into the folder, which belongs to `user`.
    static func with(
        _ programs: [String], ports count: Int = 1, user: String? = nil,
        prepare: (RunningServer) async throws -> Start,
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        let missing = programs.filter { !FileManager.default.isExecutableFile(atPath: $0) }
        guard missing.isEmpty else {
            return try unavailable(missing.joined(separator: " and "))
        }
        // Between asking for a free port and the daemon taking it, another may be faster.
        for _ in 0..<3 {
            let server = try fresh(count, user)
            let start = try await prepare(server)
            let child = try server.spawn(start.command)
            guard try await server.isUp(child, start) else {
                try? FileManager.default.removeItem(at: server.folder)
                continue
            }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(server))
            } catch {
                result = .failure(error)
            }
            try await end(child, start.lastSignal)
            try FileManager.default.removeItem(at: server.folder)
            return try result.get()
        }
        throw Failure(description: "\(programs[0]) does not start")
    }

    private static func fresh(_ count: Int, _ user: String?) throws -> RunningServer {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ballast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        chmod(folder.path, 0o755)
        if let user, geteuid() == 0, let entry = getpwnam(user) {
            chown(folder.path, entry.pointee.pw_uid, entry.pointee.pw_gid)
        }
        return RunningServer(
            folder: folder, ports: (0..<count).map { _ in Peer.freePort() })
    }

    /// The command as this user, where this process may be another.
    static func command(as user: String, _ words: [String]) -> [String] {
        geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups"] + words
            : words
    }

    /// Runs a command to its end; its failure ends the test.
    ///
    /// On a thread of its own: others wait for those of the pool.
    static func run(_ words: [String]) async throws {
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { try HealthTests.command(words[0], Array(words.dropFirst())) })
            }
        }
        guard status == 0 else {
            throw Failure(description: "status \(status): \(words.joined(separator: " "))")
        }
    }

    private func spawn(_ words: [String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for descriptor in 1...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, path("output"), O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // A thread of a pool blocks signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let pointers = words.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        guard posix_spawn(&child, words[0], &actions, &attributes, pointers + [nil], environ) == 0
        else {
            throw Failure(description: "can't start \(words[0])")
        }
        return child
    }

    /// Waits until it is ready; false when it has ended before.
    private func isUp(_ child: pid_t, _ start: Start) async throws -> Bool {
        for _ in 0..<3_000 {
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                let output = try? String(contentsOfFile: path("output"), encoding: .utf8)
                FileHandle.standardError.write(
                    Data("\(start.command[0]) ended: \(output?.suffix(2_000) ?? "")\n".utf8))
                return false
            }
            let isReady = await start.isReady?() ?? ports.allSatisfy(Peer.isListening)
            if isReady { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await Self.end(child, SIGKILL)
        return false
    }

    private static func end(_ child: pid_t, _ signal: Int32) async throws {
        kill(child, signal)
        var status: Int32 = 0
        for _ in 0..<1_000 {
            if waitpid(child, &status, WNOHANG) == child { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
    }
}
