import ArgumentParser
import Controller
import Model
import Replication

/// The wait of `ballast apply --canary --wait` until the canary has ended.
struct CanaryWait {
    private let host: HostOptions
    private let digest: Digest
    /// The number of the newest generation before the edit; 0: there was none.
    private let former: Int
    /// The findings about the file before the edit.
    private let findings: [Diagnostic]

    /// The time between two looks.
    private static let pause = Duration.seconds(1)
    /// The longest time without an answer of the controller, as during its restart.
    private static let patience = Duration.seconds(60)
    /// The time within which the history has the end, also of a busy controller.
    private static let grace = Duration.seconds(60)

    /// Creates the wait for an edit that is not handed over yet.
    ///
    /// - Parameter findings: the findings about the file before the edit.
    init(of text: [UInt8], _ findings: [Diagnostic], _ host: HostOptions) {
        self.host = host
        self.findings = findings
        digest = Digest(of: text)
        former = GenerationStore(state: host.state).generations.last?.number ?? 0
    }

    /// Returns the end of the canary in words, once it has passed.
    ///
    /// **Errors:** exit status 1 if it was taken back or refused, or the controller does not
    /// answer.
    func run() async throws -> String {
        let client = StatusClient(socket: host.daemon.path)
        var answered = ContinuousClock.now
        var ended: ContinuousClock.Instant?
        var wasThere = false
        while true {
            if let generation, let end = generation.canary {
                return try passed(generation.result.state != .reverted, end)
            }
            do {
                let document = try await client.status().document
                answered = .now
                if document.canary != nil {
                    (wasThere, ended) = (true, nil)
                } else if document.deadline != nil, generation != nil {
                    return "the canary has passed; run \"ballast confirm\""
                } else if let finding = document.rejected.first(where: isEnd),
                    document.rejected != findings
                {
                    return try passed(false, finding.message)
                } else if wasThere {
                    ended = ended ?? .now
                }
            } catch let exit as ExitCode {
                throw exit
            } catch {
                guard .now - answered < Self.patience else {
                    throw DaemonSilence(host.daemon.path, error).printed()
                }
            }
            if let ended, .now - ended > Self.grace {
                return try passed(false, "the history does not have the end of the canary")
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private func isEnd(_ finding: Diagnostic) -> Bool {
        [.canaryRefused, .canaryTakenBack, .unconfirmed].contains(finding.code)
    }

    private func passed(_ isPassed: Bool, _ words: String) throws -> String {
        guard !isPassed else { return words }
        standardError("ballast: \(words)")
        throw ExitCode(1)
    }

    /// The generation of the edit; nil: it is not in force yet.
    private var generation: Generation? {
        GenerationStore(state: host.state).generations.last {
            $0.number > former && $0.digest == digest
        }
    }
}
