import Controller
import Dispatch
import Files
import Glibc
import Model

/// The run of `ballast top` on a terminal.
struct TopSession: Sendable {
    private let client: StatusClient
    private let socket: String
    private let interval: Duration
    private let screen: TerminalScreen
    private let characters: TerminalCharacters

    /// The time after which the end does not wait for the terminal.
    private static let patience: UInt32 = 1_000_000
    /// The time limit of a change.
    private static let changeLimit = Duration.seconds(60)

    /// - Parameter ascii: whether the terminal has ASCII alone.
    init(socket: String, interval: Duration, ascii: Bool, _ screen: TerminalScreen) {
        client = StatusClient(socket: socket)
        self.socket = socket
        self.interval = interval
        self.screen = screen
        characters = ascii ? TerminalCharacters(hasUnicode: false) : .ofLocale
    }

    /// Returns an answer of the controller.
    ///
    /// **Errors:** as ``StatusClient/status()``.
    static func answer(
        of client: StatusClient, about subject: ExplainedSubject?
    ) async throws -> TopView.Answer {
        let time = wallClock()
        guard let brief = try await client.brief() else { throw AbsentAnswer() }
        var answer = TopView.Answer(brief: brief, explained: nil, time: time)
        if let subject {
            answer.asked = subject
            do {
                answer.explained = try await client.get(subject.path)
            } catch is AbsentAnswer {
                // It has left the document meanwhile.
            }
        }
        return answer
    }

    /// Runs until the operator quits or a signal ends it; returns that signal.
    func run(from first: TopView.Answer) async -> Int32? {
        let (inputs, next) = AsyncStream.makeStream(of: TopInput.self)
        let bell = TerminalSignals.note()
        screen.enter()
        let screen = screen
        DispatchQueue(label: "keys").async {
            let number = TopInput.read(bell: bell, into: next)
            // The terminal may accept nothing, for example after Ctrl-S.
            usleep(Self.patience)
            screen.abandon()
            TerminalSignals.perform(number)
        }
        var view = TopView()
        var update = TerminalUpdate(isColoured: TerminalScreen.isColoured)
        view.receive(first)
        var isAsking = false
        wait(next)
        draw(&view, &update)
        for await input in inputs {
            var asks = false
            switch input {
            case .keys(let keys):
                for key in keys {
                    switch view.press(key, at: wallClock()) {
                    case .none: break
                    case .refresh: asks = true
                    case .redraw: update.forget()
                    case .apply(let change): apply(change, next)
                    case .quit:
                        screen.leave()
                        return nil
                    }
                }
            case .tick: asks = true
            case .answer(let answer):
                isAsking = false
                view.receive(answer)
                // A page that was opened meanwhile is asked for at once; its answer has the tick.
                if answer.asked == view.subject { wait(next) } else { asks = true }
            case .failure(let reason):
                isAsking = false
                view.fail(reason, at: wallClock())
                wait(next)
            case .changed(let message):
                view.message = message
                asks = true
            case .resized: update.forget()
            case .suspended:
                suspend()
                screen.enter()
                update.forget()
            case .continued:
                screen.enter()
                update.forget()
            case .end(let signal):
                screen.leave()
                return signal
            }
            if asks, !isAsking {
                isAsking = true
                ask(view.subject, next)
            }
            draw(&view, &update)
        }
        return nil
    }

    private func draw(_ view: inout TopView, _ update: inout TerminalUpdate) {
        let canvas = view.canvas(TerminalScreen.size, characters, now: wallClock())
        screen.draw(update.text(for: canvas))
    }

    /// Stops as if there were no handler, and continues with SIGCONT.
    private func suspend() {
        screen.leave()
        TerminalSignals.perform(SIGTSTP)
    }

    private func wait(_ next: AsyncStream<TopInput>.Continuation) {
        Task {
            // Only the end of the program cancels it.
            try? await Task.sleep(for: interval)
            next.yield(.tick)
        }
    }

    private func ask(
        _ subject: ExplainedSubject?, _ next: AsyncStream<TopInput>.Continuation
    ) {
        Task {
            do {
                next.yield(.answer(try await Self.answer(of: client, about: subject)))
            } catch {
                next.yield(.failure("\(DaemonSilence(socket, error))"))
            }
        }
    }

    /// Runs the command of a change, which has all of its checks and notes.
    private func apply(
        _ change: TopChange, _ next: AsyncStream<TopInput>.Continuation
    ) {
        let words =
            ["/proc/self/exe"] + change.words
            + ["--socket", socket, "--message", "by ballast top"]
        DispatchQueue(label: "change").async {
            do throws(HostFailure) {
                let (_, output) = try BackgroundRun(words).result(limit: Self.changeLimit)
                let lines = output.split(separator: "\n").map(String.init)
                let problem = lines.first { $0.hasPrefix("ballast: ") || $0.hasPrefix("note: ") }
                next.yield(.changed(problem ?? lines.last ?? "done"))
            } catch {
                next.yield(.changed("\(error)"))
            }
        }
    }
}
