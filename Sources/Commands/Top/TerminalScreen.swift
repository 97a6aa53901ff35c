import Glibc
import Model

/// The terminal in full-screen mode.
struct TerminalScreen: Sendable {
    /// The settings before.
    private let former: termios

    /// Creates the screen of standard input and output; nil: one of them is no terminal, or the
    /// terminal can't move its cursor.
    init?() {
        var settings = termios()
        guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
            return nil
        }
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        guard !name.isEmpty, name != "dumb" else { return nil }
        former = settings
    }

    /// Whether the terminal has colours, which the user has not refused.
    ///
    /// Source: the NO_COLOR convention.
    static var isColoured: Bool {
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        return getenv("NO_COLOR") == nil && !name.hasPrefix("vt1") && !name.hasPrefix("vt2")
    }

    /// The size now.
    static var size: TerminalCanvas.Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return .usual }
        return TerminalCanvas.Size(
            lines: min(500, Int(size.ws_row)), columns: min(500, Int(size.ws_col)))
    }

    /// Reads keys without echo, and shows the screen for programs.
    func enter() {
        var settings = former
        // Signals of keys and flow control stay.
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
        draw("\u{1b}[?1049h\u{1b}[?25l")
    }

    /// Restores the terminal.
    func leave() {
        draw("\u{1b}[0m\u{1b}[\(Self.size.lines);1H\u{1b}[K\u{1b}[?25h\u{1b}[?1049l\r")
        restore(TCSADRAIN)
    }

    /// Restores the settings of a terminal that accepts no output.
    func abandon() {
        tcflush(STDOUT_FILENO, TCOFLUSH)
        restore(TCSANOW)
    }

    private func restore(_ when: Int32) {
        var settings = former
        tcsetattr(STDIN_FILENO, when, &settings)
    }

    /// Writes text; a terminal that is gone ends the program by its signal.
    func draw(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
