import Glibc

/// News for `ballast top`.
enum TopInput: Sendable {
    case keys([TerminalKey])
    /// The time for the next question.
    case tick
    case answer(TopView.Answer)
    case failure(String)
    /// The result of a change.
    case changed(String)
    case resized
    /// The shell stops the program.
    case suspended
    /// The shell continues it.
    case continued
    /// The end, by a signal; SIGHUP also if the terminal is gone.
    case end(Int32)

    /// Reads keys and signals until the end; returns the signal that causes it.
    ///
    /// - Parameters:
    ///   - bell: the descriptor of ``TerminalSignals``.
    ///   - next: receives them.
    static func read(bell: Int32, into next: AsyncStream<TopInput>.Continuation) -> Int32 {
        var parser = TerminalKeys()
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            var waits = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waits, 2, parser.isPending ? escapeTime : -1)
            if count < 0 && errno != EINTR { break }
            if count == 0, let key = parser.rest() { next.yield(.keys([key])) }
            if waits[1].revents != 0 {
                for signal in TerminalSignals.take() {
                    let input = Self.input(of: signal)
                    next.yield(input)
                    if case .end = input { return signal }
                }
            }
            guard count > 0, waits[0].revents != 0 else { continue }
            let length = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if length < 0, errno == EINTR || errno == EAGAIN { continue }
            guard length > 0 else { break }
            let keys = parser.keys(in: buffer.prefix(length))
            if !keys.isEmpty { next.yield(.keys(keys)) }
        }
        next.yield(.end(SIGHUP))
        return SIGHUP
    }

    /// The time in which the rest of a key follows its first byte, also at 1200 baud.
    ///
    /// **Unit:** milliseconds.
    private static let escapeTime: Int32 = 100

    private static func input(of signal: Int32) -> TopInput {
        switch signal {
        case SIGWINCH: .resized
        case SIGTSTP: .suspended
        case SIGCONT: .continued
        default: .end(signal)
        }
    }
}
