import ArgumentParser
import Model

/// Where the running controller is asked.
struct DaemonOptions: ParsableArguments {
    @Option(help: "Directory of the lock and the socket of the running controller.")
    var runtime = "/run/ballast"

    @Option(help: "Socket of the running controller; ballast.sock in --runtime, if not given.")
    var socket: String?

    /// The path of the socket.
    var path: String { socket ?? "\(runtime)/ballast.sock" }
}

extension DaemonOptions {
    /// The knowledge of the controller that runs here; nothing where none runs.
    func knowledge() async -> HostRecord.Controller {
        HostRecord.Controller(
            verdicts: await answer("/verdicts"), feedback: await answer("/feedback"),
            pages: await answer("/pages"), lostQuorums: await answer("/quorums"))
    }

    private func answer<Answer: Decodable & Sendable>(_ path: String) async -> Answer? {
        // Without a controller there is no answer, and the plan reports that.
        try? await StatusClient(socket: self.path).get(path)
    }
}
