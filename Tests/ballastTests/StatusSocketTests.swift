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
        let scratch = try Scratch("what a crashed daemon left", name: "ballast.sock")
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
}
