import ArgumentParser
import Model

/// `ballast diff`.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show the differences between two documents of the history.",
        discussion: """
            A document is the number of a generation, "current" for the one in force, or "file". \
            Without the second one, the first is compared with the one in force; without both, the \
            one in force is compared with the file. Passwords in the documents are shown.

            Exit status: 0 shown; 1 a document can't be read; 2 with --exit-code, if they differ.
            """)

    @OptionGroup var options: StateOptions
    @Argument(help: "A number, current or file.") var first: DocumentPoint = .current
    @Argument(help: "A number, current or file.") var second: DocumentPoint?

    @Flag(help: "Exit with 2 if the documents differ.")
    var exitCode = false

    func run() async throws {
        let path = await options.path()
        let isBare = if case .current = first, second == nil { true } else { false }
        let other = second ?? (isBare ? .file : .current)
        let texts = try stopping {
            try [first, other].map { try $0.text(in: options.history, of: path) }
        }.map { String(decoding: $0, as: UTF8.self) }
        if let gap = await HistoryGap(at: options.daemon.path) {
            standardError("note: \(gap.note)")
        }
        if let note = CanaryNote.running(options.state, path) { standardError("note: \(note)") }
        let lines = UnifiedDiff(from: texts[0], to: texts[1]).lines
        guard !lines.isEmpty else { return }
        write(
            (["--- \(first)", "+++ \(other)"] + lines).joined(separator: "\n") + "\n", to: 1)
        if exitCode { throw ExitCode(2) }
    }
}
