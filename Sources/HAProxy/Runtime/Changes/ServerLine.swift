import Addresses

/// The `server` lines of a file of ours, by section and name.
struct ServerLines {
    private var lines: [String: [String: ServerLine]] = [:]

    init(_ text: String) {
        var section = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("listen ") || line.hasPrefix("backend ") {
                section = String(
                    line[line.index(after: line.firstIndex(of: " ") ?? line.startIndex)...])
            } else if line.hasPrefix("    server "), let read = ServerLine(line) {
                lines[section, default: [:]][read.name] = read
            } else if !line.hasPrefix(" ") {
                section = ""
            }
        }
    }

    /// All of them, with their sections.
    func servers() -> [(section: String, line: ServerLine)] {
        lines.flatMap { section, servers in servers.values.map { (section, $0) } }
    }

    func line(of server: String, in section: String) -> ServerLine? { lines[section]?[server] }
}

/// One `server` line, as the builder writes it.
struct ServerLine {
    /// Its name.
    let name: String
    /// Where it is.
    let endpoint: Endpoint
    /// Its weight.
    private(set) var weight = 1
    /// Most connections at a time; nil: any number.
    private(set) var limit: Int?
    /// Whether it begins in maintenance.
    private(set) var isDisabled = false
    /// The further words.
    private(set) var options: [String] = []

    init?(_ line: Substring) {
        var words = Self.words(line)[...]
        guard words.popFirst() == "server", let name = words.popFirst(),
            let place = words.popFirst(), let endpoint = Endpoint(Self.bare(place))
        else { return nil }
        self.name = name
        self.endpoint = endpoint
        while let word = words.popFirst() {
            switch word {
            case "weight" where options.isEmpty && limit == nil:
                weight = words.popFirst().flatMap { Int($0) } ?? 1
            case "maxconn" where options.isEmpty: limit = words.popFirst().flatMap { Int($0) }
            case "disabled": isDisabled = true
            default: options.append(word)
            }
        }
    }

    func server(_ name: String, in backend: String) -> WantedServer {
        WantedServer(
            backend: backend, name: name, endpoint: endpoint, weight: weight, limit: limit,
            options: options)
    }

    func text(_ name: String) -> String {
        var words = ["server", name, Word.text("\(endpoint)").text, "weight", "\(weight)"]
        if let limit { words += ["maxconn", "\(limit)"] }
        return "    " + (words + options(as: name)).joined(separator: " ")
    }

    /// Its options; under another name without its number, which the server of its name has.
    private func options(as name: String) -> [String] {
        guard name != self.name, let id = options.firstIndex(of: "id") else { return options }
        var options = options
        options.removeSubrange(id..<min(id + 2, options.endIndex))
        return options
    }

    static func bare(_ word: String) -> String {
        word.hasPrefix("\"") && word.hasSuffix("\"") && word.count > 1
            ? String(word.dropFirst().dropLast()) : word
    }

    /// The words, quotes and what they hold included.
    static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var isEscaped = false
        for character in line {
            if character == " ", !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            word.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
