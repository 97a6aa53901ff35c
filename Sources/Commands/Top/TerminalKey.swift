/// A key of a terminal.
enum TerminalKey: Sendable, Hashable {
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, backspace
    /// Ctrl-L, which draws the screen again.
    case redraw
    case character(Character)
}
