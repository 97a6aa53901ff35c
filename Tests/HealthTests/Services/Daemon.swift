import CGNU
import Foundation
import Glibc

/// A daemon of Debian's that runs in a folder of its own, on ports that were free.
struct Daemon: Sendable {
    let folder: URL
    let ports: [UInt16]

    /// The first port.
    var port: UInt16 { ports[0] }

    /// The path of its folder.
    var root: String { folder.path }

    /// The path of a file of its folder.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How one is started.
    struct Recipe: Sendable {
        /// What has to be there; the first is what is started.
        var programs: [String]
        var ports = 1
        /// Whether nobody but root can start it.
        var needsRoot = false
        /// Whether `Certificates` are in its folder.
        var hasCertificates = false
        /// Names and contents.
        var files: @Sendable (Daemon) -> [String: String] = { _ in [:] }
        /// What is run before it.
        var preparation: @Sendable (Daemon) -> [[String]] = { _ in [] }
        var arguments: @Sendable (Daemon) -> [String]
    }

    /// Calls with a daemon that answers at all its ports, and ends it; not where there is none.
    static func with(
        _ recipe: Recipe, _ body: (Daemon) async throws -> Void
    ) async throws {
        let needed = recipe.programs + (recipe.hasCertificates ? [Certificates.program] : [])
        for program in needed where !FileManager.default.isExecutableFile(atPath: program) {
            return try unavailable(program)
        }
        if recipe.needsRoot, geteuid() != 0 {
            return try unavailable("\(recipe.programs[0]), which needs root")
        }
        let (daemon, process) = try await started(recipe)
        let result: Result<Void, any Error>
        do { result = .success(try await body(daemon)) } catch { result = .failure(error) }
        await end(process)
        try? FileManager.default.removeItem(at: daemon.folder)
        try result.get()
    }

    private static func started(_ recipe: Recipe) async throws -> (Daemon, pid_t) {
        var log = ""
        // Between asking for a free port and taking it, another may be faster: try again.
        for _ in 0..<4 {
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "ballast-\(UUID().uuidString.prefix(8))")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            let daemon = Daemon(
                folder: folder, ports: (0..<recipe.ports).map { _ in Peer.freePort() })
            if recipe.hasCertificates { try Certificates.make(in: folder) }
            try write(recipe.files(daemon), daemon)
            for call in recipe.preparation(daemon) {
                guard try command(call[0], Array(call.dropFirst())) == 0 else {
                    throw Failure(description: "failed: \(call)")
                }
            }
            let process = try spawn(recipe.programs[0], recipe.arguments(daemon), daemon)
            if await isReady(daemon, process) { return (daemon, process) }
            await end(process)
            log = (try? String(contentsOfFile: daemon.path("output"), encoding: .utf8)) ?? ""
            try FileManager.default.removeItem(at: folder)
        }
        throw Failure(description: "\(recipe.programs[0]) does not start: \(log)")
    }

    private static func write(_ files: [String: String], _ daemon: Daemon) throws {
        for (name, content) in files {
            let file = daemon.folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    /// In a process group of its own, so that all of it can be ended.
    private static func spawn(
        _ program: String, _ arguments: [String], _ daemon: Daemon
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, daemon.path("output"), O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, words + [nil], environ)
        guard code == 0 else { throw Failure(description: "\(program): errno \(code)") }
        return child
    }

    private static func isReady(_ daemon: Daemon, _ process: pid_t) async -> Bool {
        for _ in 0..<1_500 {
            if daemon.ports.allSatisfy({ Peer.isListening(at: $0) }) { return true }
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) != 0 { return false }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    private static func end(_ process: pid_t) async {
        kill(process, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<250 {
            if waitpid(process, &status, WNOHANG) != 0 { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        // Those that it left behind, and itself where it does not listen.
        kill(-process, SIGKILL)
        waitpid(process, &status, 0)
    }
}

extension Peer {
    /// Whether a connection to this port of 127.0.0.1 is accepted.
    static func isListening(at port: UInt16) -> Bool {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
