import ArgumentParser
import Files
import Glibc
import Model

/// `ballast top`.
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Show a live table of all services in the terminal, problems first.",
        discussion: """
            Opens the servers of a service, explains states, and drains servers or returns them to \
            service after a question; "?" lists the keys. Only changes are sent to the terminal, \
            so that a serial line suffices. With --once, the whole table is printed.

            Exit status: 0 ended by "q", or printed; 1 no controller answers, or there is no \
            terminal.
            """)

    @OptionGroup var daemon: DaemonOptions

    @Option(help: "Time between two questions to the controller, in seconds: 0.5...3600.")
    var interval = 2.0

    @Flag(help: "Print the table once, for scripts and files.")
    var once = false

    @Flag(help: "Use ASCII alone, also where the locale has UTF-8.")
    var ascii = false

    func validate() throws {
        guard (0.5...3_600).contains(interval) else {
            throw ValidationError("--interval is a number of 0.5...3600 seconds")
        }
    }

    func run() async throws {
        let screen = TerminalScreen()
        guard once || screen != nil else {
            standardError("ballast: top needs a terminal that can move its cursor")
            standardError("hint: \"ballast top --once\" prints the table")
            throw ExitCode(1)
        }
        let first: TopView.Answer
        do {
            first = try await TopSession.answer(of: StatusClient(socket: daemon.path), about: nil)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        guard let screen, !once else { return print(first) }
        let session = TopSession(
            socket: daemon.path, interval: .milliseconds(Int64(interval * 1_000)), ascii: ascii,
            screen)
        guard let number = await session.run(from: first) else { return }
        // The shell sees the signal that ended the program.
        TerminalSignals.perform(number)
    }

    private func print(_ answer: TopView.Answer) {
        let characters = ascii ? TerminalCharacters(hasUnicode: false) : .ofLocale
        let width = Layout.output().width
        let head = TopHead(answer.brief, now: answer.time)
        var history = RateHistory()
        history.add(answer.brief.summaries, at: answer.time)
        let table = TopTable(answer.brief.summaries, width: width, characters)
        var lines = [head.title.text] + head.problems.map { "! \($0)" } + [table.head.text]
        lines += answer.brief.summaries.map {
            table.line($0, history, now: answer.time).text
        }
        lines += head.events(5).map(\.text)
        write(
            lines.map { line in
                var text = String(line.map(characters.shown))
                while text.last == " " { text.removeLast() }
                return text + "\n"
            }.joined(), to: STDOUT_FILENO)
    }
}
