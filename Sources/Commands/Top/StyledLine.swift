/// A line of the screen: text in parts of different looks.
struct StyledLine: Sendable {
    /// The parts from left to right.
    private(set) var parts: [(text: String, style: CellStyle)] = []

    /// Creates an empty line.
    init() {}

    /// Creates a line of one look.
    init(_ text: String, _ style: CellStyle = .plain) {
        add(text, style)
    }

    /// Appends a part.
    mutating func add(_ text: String, _ style: CellStyle = .plain) {
        parts.append((text, style))
    }

    /// Changes the look of all parts.
    mutating func restyle(_ style: CellStyle) {
        for place in parts.indices { parts[place].style = style }
    }

    /// The text without looks.
    var text: String { parts.map(\.text).joined() }
}
