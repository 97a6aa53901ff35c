import Files
import Glibc
import Model

/// The width of a text, and the time to which its ages refer.
struct Layout {
    /// The largest width of a line.
    var width: Int
    /// Milliseconds since 1970.
    var now: Int64

    /// The width of output that is no terminal.
    static let usualWidth = 100
    /// The smallest supported width.
    private static let leastWidth = 40

    /// Returns the current layout of standard output.
    static func output() -> Layout {
        Layout(width: outputWidth(), now: wallClock())
    }

    private static func outputWidth() -> Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1,
            ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else { return usualWidth }
        return max(leastWidth, Int(size.ws_col))
    }

    /// Returns the time since then in its largest unit: `12 s`, `3 min`, `2 h`, `4 d`.
    func age(_ milliseconds: Int64) -> String {
        Duration.milliseconds(now - milliseconds).words
    }

    /// Returns the text, wrapped to this layout.
    func lines(_ text: String, first: String = "", rest: String) -> [String] {
        wrapped(text, first: first, rest: rest, width: width)
    }

    /// Returns the rows, as wide as this layout.
    func table(_ rows: [[String]]) -> [String] { columns(rows, width: width) }
}
