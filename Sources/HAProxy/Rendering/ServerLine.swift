import Addresses
import Model

/// A `server` line of a rendered file.
struct ServerLine {
    /// The name.
    let name: String
    /// The endpoint.
    let endpoint: Endpoint
    /// The weight.
    private(set) var weight = 1
    /// The most concurrent connections; nil: no limit.
    private(set) var limit: Int?
    /// Whether it starts in maintenance.
    private(set) var isDisabled = false
    /// Whether a handover keeps it, as marked at the end of its line.
    private(set) var isHeld = false
    /// The further words.
    private(set) var options: [String] = []
    /// Whether HAProxy checks it.
    var isChecked: Bool { options.contains("check") }

    /// The end of the line of a server that a handover keeps.
    private static let heldComment = ["#", "held"]

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
            case Self.heldComment[0]:
                isHeld = words.first == Self.heldComment[1]
                return
            default: options.append(word)
            }
        }
    }

    func server(_ name: String, in backend: String) -> BackendServer {
        BackendServer(
            backend: backend, name: name, endpoint: endpoint, weight: weight, limit: limit,
            options: options(as: name))
    }

    /// Returns the line of a server.
    static func text(_ server: BackendServer, isHeld: Bool) -> String {
        let place = Word.text("\(server.endpoint)").text
        var words = ["server", server.name, place, "weight", "\(server.weight)"]
        if let limit = server.limit { words += ["maxconn", "\(limit)"] }
        words += server.options
        if server.state == .offline { words.append("disabled") }
        return "    " + (words + (isHeld ? heldComment : [])).joined(separator: " ")
    }

    /// Returns a copy with the document's weight.
    func written(on scale: AgentScale?) -> ServerLine {
        var line = self
        line.weight = scale?.written(weight) ?? weight
        return line
    }

    /// Returns a copy without HAProxy's checks.
    func unchecked() -> ServerLine {
        var line = self
        line.options = options.dropping(ServerManner.checkWords)
        return line
    }

    /// Returns the options; under another name without the number, which belongs to the original
    /// name.
    private func options(as name: String) -> [String] {
        guard name != self.name, let id = options.firstIndex(of: "id") else { return options }
        var options = options
        options.removeSubrange(id..<min(id + 2, options.endIndex))
        return options
    }

    static func bare(_ word: String) -> String {
        let quote = UInt8(ascii: "\"")
        guard word.utf8.first == quote, word.utf8.last == quote, word.utf8.count > 1 else {
            return word
        }
        return String(Substring(word.utf8.dropFirst().dropLast()))
    }

    /// Returns the words of a line; quoted text is one word, with its quotes.
    static func words(_ line: Substring) -> [String] {
        // By bytes: the files of a thousand proxies have half a million words.
        var line = line
        return line.withUTF8 { bytes in
            var words: [String] = []
            var start: Int?
            var isQuoted = false
            var isEscaped = false
            for (position, byte) in bytes.enumerated() {
                if byte == UInt8(ascii: " "), !isQuoted {
                    if let start { words.append(word(bytes[start..<position])) }
                    start = nil
                    continue
                }
                if start == nil { start = position }
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                }
            }
            if let start { words.append(word(bytes[start...])) }
            return words
        }
    }

    private static func word(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
