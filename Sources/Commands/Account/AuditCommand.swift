import Admin
import ArgumentParser
import Files
import Model

/// `ballast audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show the actions of operators and programs, the latest last.",
        discussion: """
            The log has sign-ins, refused ones too, changes of accounts, and each action that was \
            sent to the web pages or the API, with its author, address, reason and result. It has \
            the latest 32 MiB of this node, and with replication the latest 8 MiB of each other one.

            Exit status: 0 shown; 1 the log can't be read.
            """)

    @Option(help: "State directory of Ballast.")
    var state = PlaceOptions.usualState

    @OptionGroup var output: OutputOptions

    @Option(help: "Show only the actions of this author.")
    var user: String?

    @Option(
        help: ArgumentHelp(
            "Show only actions since this time: 2h, 7d, 2026-11-29 or 2026-11-29T12:00:00Z.",
            valueName: "time"))
    var since: PastTime?

    @Option(name: [.customShort("n"), .long], help: "Show at most so many, the latest.")
    var last = 100

    func validate() throws {
        guard (1...100_000).contains(last) else {
            throw ValidationError("--last is a number from 1 to 100000.")
        }
    }

    func run() throws {
        let begin = since?.milliseconds(before: wallClock()) ?? .min
        let found = try stopping {
            try AuditArchive(state: state).entries(last: last) { entry in
                entry.time >= begin && (user == nil || entry.who.name == user)
            }
        }
        let answer = AuditAnswer(found.entries, damaged: found.damaged)
        try View(answer, lines: { answer.lines() }).print(json: output.json)
    }
}
