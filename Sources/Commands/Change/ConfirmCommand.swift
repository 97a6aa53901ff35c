import ArgumentParser
import Controller
import Files
import Model
import NIOCore

/// `ballast confirm`.
struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm an edit, which is undone otherwise.",
        discussion: """
            Run it in a session that began after the edit was applied: an older one may still \
            work because its connection is established, and proves nothing. An SSH session that \
            is older, and one in tmux or screen, is refused unless --same-session is given. A \
            console of the machine may confirm.

            An edit that the host does not have completely can't be confirmed.

            Exit status: 0 confirmed; 1 no edit waits, it is not applied completely, the session \
            proves nothing, or the time is over.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Confirm from a session that does not prove anything.")
    var sameSession = false

    func run() async throws {
        // A file that can't be read here may be of another state directory.
        let change = try? UnconfirmedChange.store(in: place.state).load(remedy: "")
        let answer = try await confirmed(isDirect: change?.isDirect == true)
        let generation = answer.generation.map { ": generation \($0)" } ?? ""
        try View(answer, lines: { answer.failure == nil ? ["confirmed" + generation] : [] })
            .print(json: output.json)
        if let failure = answer.failure {
            standardError("ballast: cannot confirm: \(failure)")
            throw ExitCode(1)
        }
        if let warning = answer.warning {
            standardError(
                "warning: not on disk, so a restart of the controller demands another "
                    + "confirmation: \(warning)")
        }
    }

    /// - Parameter isDirect: whether `ballast apply` waits for the confirmation, and no controller.
    private func confirmed(isDirect: Bool) async throws -> ConfirmAnswer {
        do {
            return try await asked()
        } catch is IOError {
            // A controller makes a removed socket again within a second.
            for _ in 0..<20 where !isDirect && InstanceLock.isHeld(in: place.state) {
                try await Task.sleep(for: .milliseconds(250))
                do {
                    return try await asked()
                } catch is IOError {
                    continue
                } catch {
                    throw DaemonSilence(place.daemon.path, error).printed()
                }
            }
            // "ballast apply --confirm" waits, or was killed. A controller that does not answer
            // would undo the edit all the same.
            return try stopping {
                let lock =
                    isDirect
                    ? nil : try InstanceLock(runtime: place.daemon.runtime, state: place.state)
                defer { lock?.release() }
                let proof: SessionProof =
                    sameSession ? .any : .observed(LoginSession.current)
                return ConfirmAnswer(
                    generation: try DirectChanges.confirm(in: place.state, by: proof))
            }
        } catch {
            throw DaemonSilence(place.daemon.path, error).printed()
        }
    }

    /// Asks the controller.
    ///
    /// **Errors:** `IOError`: none answers.
    private func asked() async throws -> ConfirmAnswer {
        try await StatusClient(socket: place.daemon.path)
            .post(
                sameSession ? ConfirmAnswer.unprovenPath : "/changes/confirm", within: .seconds(60))
    }
}
