import ArgumentParser
import Glibc
import Model
import NIOCore
import Proxies

/// `ballast reload`.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Reload HAProxy with its updated program and libraries; no connection is lost.",
        discussion: """
            After an update of haproxy, or of a library that it uses (libssl, libpcre2), the \
            running process still uses the old files. A reload does not read the document.

            Exit status: 0 reloaded; 1 HAProxy refuses or does not run, or no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    /// The time limit of a reload, including the wait for an earlier one.
    private static let patience = Duration.seconds(120)

    func run() async throws {
        let answer: ReloadAnswer
        do {
            answer = try await StatusClient(socket: daemon.path)
                .post("/reload", within: Self.patience)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        try View(answer, lines: { answer.failure == nil ? ["HAProxy was reloaded."] : [] })
            .print(json: output.json)
        if let failure = answer.failure {
            standardError("ballast: \(failure)")
            throw ExitCode(1)
        }
    }
}
