import Model

/// The `server` lines of a file of ours, by section and name.
struct ServerLines {
    private var lines: [String: [ServerLine]] = [:]

    init(_ text: String) {
        var section = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("listen ") || line.hasPrefix("backend ") {
                section = String(
                    line[line.index(after: line.firstIndex(of: " ") ?? line.startIndex)...])
            } else if line.hasPrefix("    server "), let read = ServerLine(line) {
                lines[section, default: []].append(read)
            } else if !line.hasPrefix(" ") {
                section = ""
            }
        }
    }

    /// Returns the lines of a section, in order; nil: none.
    func section(_ name: String) -> [ServerLine]? { lines[name] }
}
