import ArgumentParser
import Controller
import Files
import Model

/// `ballast events`.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show the latest events, and with --follow each new one.",
        discussion: """
            The controller keeps the latest 200 events since its start; the log has all. With \
            --follow, the command waits for a controller that does not answer, and continues with \
            the next one. A note on standard error names the events that it could not show.

            With --json, each event is an object on a line, in the form of "events" in \
            status.schema.json.

            Exit status: 0 shown; 1 no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: [.short, .long], help: "Show each new event until interrupted.")
    var follow = false

    @Option(name: [.customShort("n"), .long], help: "Number of earlier events to show.")
    var last = 20

    @Option(
        name: .long, help: "Show only events of this kind, for example down; repeatable.",
        transform: EventsCommand.kind)
    var kind: [Event.Kind] = []

    /// The time between two questions.
    private static let period = Duration.seconds(1)

    private static func kind(_ word: String) throws -> Event.Kind {
        guard let kind = Event.Kind(rawValue: word) else {
            let known = Event.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no kind \(word): \(known)")
        }
        return kind
    }

    func validate() throws {
        guard (0...10_000).contains(last) else {
            throw ValidationError("--last is a number from 0 to 10000.")
        }
    }

    func run() async throws {
        let client = StatusClient(socket: daemon.path)
        var answer: EventsAnswer
        do {
            answer = try await client.get(EventsAnswer.path(after: 0))
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        for event in answer.events.filter(isWanted).suffix(last) { show(event) }
        guard follow else { return }
        var place = EventPlace(after: answer)
        var isSilent = false
        while true {
            try await Task.sleep(for: Self.period)
            do {
                answer = try await client.get(EventsAnswer.path(after: place.number))
                if answer.started != place.started {
                    answer = try await client.get(EventsAnswer.path(after: 0))
                }
                isSilent = false
            } catch {
                if !isSilent { standardError("ballast: \(DaemonSilence(daemon.path, error))") }
                isSilent = true
                continue
            }
            for note in place.follow(answer) { standardError("note: \(note)") }
            for event in answer.events where isWanted(event) { show(event) }
        }
    }

    private func isWanted(_ event: Event) -> Bool { kind.isEmpty || kind.contains(event.kind) }

    private func show(_ event: Event) {
        if output.json {
            // An event of plain values always encodes.
            guard let line = try? compactJSON(event) else { return }
            return write(line + "\n", to: 1)
        }
        let title = "\(timestamp(event.time)) \(event.kind.rawValue): \(event.message)"
        let details = event.details.filter { $0 != event.message && !event.message.hasSuffix($0) }
        write(([title] + details.map { "    \($0)" }).joined(separator: "\n") + "\n", to: 1)
    }
}
