import Glibc
import Model
import Testing

@testable import ballast

@Suite("The status socket")
struct StatusSocketTests {
    private static let status = Status(
        controller: ControllerStatus(
            version: "1", processID: 2, started: 3, managesAddresses: true),
        health: .init(reasons: ["a reason"]), document: DocumentStatus(path: "ballast.yaml"))

    @Test(
        "a client gets the status that the daemon has, a dead socket in the way or not",
        .timeLimit(.minutes(5)))
    func answer() async throws {
        let scratch = try Scratch(name: "ballast.sock")
        // What a crashed daemon left.
        unlink(scratch.path)
        try #require(mknod(scratch.path, S_IFSOCK | 0o600, 0) == 0)
        let server = StatusServer(path: scratch.path) { Self.status }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        var answer: Status?
        while answer == nil && !Task.isCancelled {
            // The socket is there a moment after the server starts.
            answer = try? await StatusClient(socket: scratch.path).status()
            await Task.yield()
        }
        #expect(answer?.health.reasons == ["a reason"])
        #expect(answer?.controller == Self.status.controller)
    }

    @Test(
        "a socket that can't be made is explained",
        arguments: [
            ("/nonexistent/ballast.sock", "No such file or directory"),
            ("/tmp/" + String(repeating: "x", count: 120), "the path is longer than"),
        ])
    func refused(_ path: String, _ reason: String) async throws {
        let failure = await #expect(throws: HostFailure.self) {
            try await StatusServer(path: path) { Self.status }.run()
        }
        #expect(failure?.reason.contains(reason) == true)
    }

    @Test("a file in the socket's place stays")
    func file() async throws {
        let scratch = try Scratch("precious")
        await #expect(throws: HostFailure.self) {
            try await StatusServer(path: scratch.path) { Self.status }.run()
        }
        #expect(try scratch.text() == "precious")
    }
}
