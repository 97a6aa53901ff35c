import Foundation
import Glibc
import Model
import NIOCore
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

@Suite("The status socket", .timeLimit(.minutes(20)), .ownThreads)
struct StatusSocketTests {
    private static let status = Status(
        controller: ControllerStatus(
            version: "1", processID: 2, started: 3, managesAddresses: true),
        health: .init(reasons: ["a reason"]), document: DocumentStatus(path: "ballast.yaml"))

    /// Runs the body beside a server, which is there when it begins.
    private func serving(
        patience: Duration = .seconds(30), at path: String, _ body: () async throws -> Void
    ) async throws {
        let server = StatusServer(path: path, patience: patience) {
            $0.path == "/status" ? Self.status : nil
        }
        let serving = Task { try await server.run() }
        while (try? await StatusClient(socket: path).status()) == nil && !Task.isCancelled {
            // The socket is there a moment after the server starts.
            await Task.yield()
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        serving.cancel()
        // Cancelled: that is how it ends.
        _ = await serving.result
        try result.get()
    }

    /// A connection that does nothing.
    private func silence(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0)
        return descriptor
    }

    private final class Count: Sendable {
        let number = Mutex(0)
    }

    @Test("any number of askers cost two answers, each begun after it was asked for")
    func shared() async throws {
        let shared = SharedAnswers()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let made = Count()
        let first = Task {
            try await shared.answer {
                made.number.withLock { $0 += 1 }
                for await _ in gate { break }
                return ByteBuffer(string: "first")
            }
        }
        while made.number.withLock({ $0 }) == 0 { await Task.yield() }
        let others = (0..<50).map { _ in
            Task {
                try await shared.answer {
                    made.number.withLock { $0 += 1 }
                    return ByteBuffer(string: "second")
                }
            }
        }
        // All of them have asked while the first answer is being made.
        while await shared.askers < 51 { await Task.yield() }
        open.yield()
        #expect(try await first.value == ByteBuffer(string: "first"))
        for other in others {
            #expect(try await other.value == ByteBuffer(string: "second"))
        }
        #expect(made.number.withLock { $0 } == 2)
        #expect(await shared.askers == 0)
    }

    @Test("a client gets the status that the daemon has, a dead socket in the way or not")
    func answer() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        close(dead)
        try await serving(at: path) {
            let answer = try await StatusClient(socket: path).status()
            #expect(answer.health.reasons == ["a reason"])
            #expect(answer.controller == Self.status.controller)
        }
    }

    @Test("a hundred clients at once are all answered")
    func crowd() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        try await serving(at: path) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask { _ = try await StatusClient(socket: path).status() }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("clients that say nothing are cut, and keep nobody out for long")
    func silentClients() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        try await serving(patience: .milliseconds(200), at: path) {
            let silent = try (0..<40).map { _ in try silence(at: path) }
            defer { silent.forEach { close($0) } }
            // On a slow machine this client too may be cut, and asks again.
            while (try? await StatusClient(socket: path).status()) == nil && !Task.isCancelled {
                await Task.yield()
            }
            var limit = timeval(tv_sec: 60, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(silent[0], SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            var byte: UInt8 = 0
            #expect(recv(silent[0], &byte, 1, 0) == 0)
        }
    }

    @Test("more silent clients than there may be keep nobody out")
    func manySilentClients() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        try await serving(at: path) {
            let silent = try (0..<200).map { _ in try silence(at: path) }
            defer { silent.forEach { close($0) } }
            for _ in 0..<3 { _ = try await StatusClient(socket: path).status() }
        }
    }

    @Test("a client whose request never ends is cut")
    func endlessRequest() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        try await serving(patience: .milliseconds(500), at: path) {
            let slow = try silence(at: path)
            defer { close(slow) }
            var text = Array("GET /status HTTP/1.1\r\nHost: ".utf8)
            while send(slow, text, text.count, Int32(MSG_NOSIGNAL)) > 0, !Task.isCancelled {
                text = [UInt8(ascii: "a")]
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test("a socket that is removed is made again, with its folder; another one's is left alone")
    func removed() async throws {
        let scratch = try Scratch(name: "unused")
        let folder = scratch.folder + "/run"
        let path = folder + "/ballast.sock"
        mkdir(folder, 0o750)
        try await serving(at: path) {
            for name in [path, folder] {
                try FileManager.default.removeItem(atPath: name)
                while (try? await StatusClient(socket: path).status()) == nil && !Task.isCancelled {
                    await Task.yield()
                }
                var facts = stat()
                #expect(stat(folder, &facts) == 0 && facts.st_mode & 0o777 == 0o750)
            }
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test("it ends at once, with clients that are served and others that wait")
    func end() async throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/ballast.sock"
        var silent: [Int32] = []
        defer { silent.forEach { close($0) } }
        try await serving(at: path) {
            silent = try (0..<80).map { _ in try silence(at: path) }
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test("a file that is no socket stays, and what is wrong is said")
    func fileInTheWay() async throws {
        let scratch = try Scratch("a document", name: "ballast.yaml")
        let server = StatusServer(path: scratch.path) { $0.path == "/status" ? Self.status : nil }
        let failure = await #expect(throws: HostFailure.self) { try await server.run() }
        #expect(failure?.reason == "Address already in use")
        #expect(try scratch.text() == "a document")
    }

    @Test("a path that is too long for a socket is named")
    func longPath() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        let server = StatusServer(path: path) { $0.path == "/status" ? Self.status : nil }
        let failure = await #expect(throws: HostFailure.self) { try await server.run() }
        #expect(failure?.reason == "a socket's path has at most 107 bytes")
    }
}
