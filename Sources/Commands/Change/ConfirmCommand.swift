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
            Run it in a session that began after the edit: an older one may still work because \
            its connection is established, and proves nothing. An older SSH session is refused \
            unless --same-session is given.

            Exit status: 0 confirmed; 1 no edit waits, the session is older, or the time is over.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Confirm from a session that is older than the edit.")
    var sameSession = false

    func run() async throws {
        // A file that can't be read here may be of another state directory.
        let change = try? UnconfirmedChange.store(in: place.state).load(remedy: "")
        if !sameSession, let change, let start = LoginSession.current.start,
            start < change.moment.milliseconds
        {
            standardError(
                "ballast: this SSH session began before the edit, so it does not show that "
                    + "another one is admitted")
            standardError("hint: log in again and confirm there, or use --same-session")
            throw ExitCode(1)
        }
        let answer = try await confirmed(isDirect: change?.isDirect == true)
        if output.json { try printJSON(answer) }
        if let failure = answer.failure {
            standardError("ballast: cannot confirm: \(failure)")
            throw ExitCode(1)
        }
        if !output.json {
            print("confirmed" + (answer.generation.map { ": generation \($0)" } ?? ""))
        }
    }

    /// - Parameter isDirect: whether `ballast apply` waits for the confirmation, and no controller.
    private func confirmed(isDirect: Bool) async throws -> ConfirmAnswer {
        do {
            return try await StatusClient(socket: place.daemon.path)
                .post("/changes/confirm", within: .seconds(60))
        } catch is IOError {
            // "ballast apply --confirm" waits, or was killed. A controller that does not answer
            // would undo the edit all the same.
            return try stopping {
                let lock =
                    isDirect
                    ? nil : try InstanceLock(runtime: place.daemon.runtime, state: place.state)
                defer { lock?.release() }
                return ConfirmAnswer(generation: try DirectChanges.confirm(in: place.state))
            }
        } catch {
            throw DaemonSilence(place.daemon.path, error).printed()
        }
    }
}
