import Model

/// The `server` lines of a file of ours, by section and name.
struct ServerLines {
    private var lines: [String: [ServerLine]] = [:]

    init(_ text: String) {
        var section = ""
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n")) {
            if bytes.first == UInt8(ascii: " ") {
                if bytes.starts(with: "    server ".utf8), let read = ServerLine(Substring(bytes)) {
                    lines[section, default: []].append(read)
                }
            } else {
                section = KeptSections.section(beganBy: Substring(bytes)) ?? ""
            }
        }
    }

    /// Returns the lines of a section, in order; nil: none.
    func section(_ name: String) -> [ServerLine]? { lines[name] }
}
