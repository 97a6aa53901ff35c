import Addresses
import ArgumentParser
import Controller
import Failover
import Model

/// The options of the commands about the election, and their answer.
struct FailoverOptions: ParsableArguments {
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Failover group of the document. Default: all groups.")
    var group: String?

    /// The time limit of a command: the nodes settle it within some intervals.
    private static let patience = Duration.seconds(60)

    /// Sends a command to the controller, and prints the answer.
    func run(
        _ action: FailoverRequest.Action, to node: String? = nil, isForced: Bool = false
    ) async throws {
        let request = FailoverRequest(action, group: group, to: node, isForced: isForced)
        let answer: FailoverAnswer
        do {
            answer = try await StatusClient(socket: daemon.path)
                .post(request.path, within: Self.patience)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        try View(answer, lines: { answer.groups.map(\.line) }).print(json: output.json)
        if let failure = answer.failure {
            standardError("ballast: \(failure)")
            throw ExitCode(1)
        }
    }
}

extension FailoverAnswer.Group {
    /// The group in a line: "web: lb2 has the addresses".
    fileprivate var line: String {
        let holder =
            isHere
            ? "this node has the addresses"
            : master.map {
                IPAddress($0) == nil
                    ? "\($0) has the addresses" : "\($0), no node of the document, has them"
            } ?? "no known node has the addresses"
        return "\(name): \(holder)" + (isStandingBy ? "; this node is in standby" : "")
    }
}
