import Document
import Model
import Seeds

/// A document in one of the many ways in which people write them.
struct RandomDocument {
    private var random: SeededNumbers
    private(set) var text = ""
    /// SERVICE/SERVER of every server.
    private(set) var servers: [(service: String, server: String)] = []
    private let lineEnd: String
    private let indent: Int

    init(seed: Int) {
        var random = SeededNumbers(seed: seed)
        lineEnd = random.oneIn(4) ? "\r\n" : "\n"
        indent = random.pick([0, 2, 4])
        self.random = random
        write()
    }

    /// A change of one of the servers.
    mutating func edit() -> DocumentEdit {
        let server = random.pick(servers)
        if random.oneIn(3) {
            return .weight(
                service: server.service, server: server.server,
                Int.random(in: 0...65535, using: &random))
        }
        return .state(
            service: server.service, server: server.server, random.pick(ServerState.allCases))
    }

    private mutating func line(_ depth: Int, _ content: String) {
        let comment = random.oneIn(6) ? random.pick(["  # why: ü", " #", "   # state: drain"]) : ""
        text += String(repeating: " ", count: depth) + content + comment + lineEnd
        if random.oneIn(10) { text += random.pick(["", "  ", "# between"]) + lineEnd }
    }

    private mutating func write() {
        if random.oneIn(6) { text = "\u{feff}" }
        if random.oneIn(3) { line(0, "# Bälancer 服务器") }
        line(0, "version: 1")
        line(0, "services:")
        for service in 0..<Int.random(in: 1...3, using: &random) {
            let name = random.pick(["web", "mail-ü", "服务"]) + String(service)
            line(indent, "- name: \(quoted(name))")
            line(indent + 2, "listen: 10.0.0.\(service):80")
            let weights = random.oneIn(3) ? ["1", "2"] : ["1"]
            if random.oneIn(6) {
                line(indent + 2, "servers: \(flowList(of: name, weights))")
                continue
            }
            line(indent + 2, "servers:")
            for server in 0..<Int.random(in: 1...4, using: &random) {
                self.server(name, "s\(server)", random.pick(weights))
            }
        }
        if random.oneIn(4), let last = text.last, last.isNewline { text.removeLast() }
    }

    private mutating func quoted(_ word: String) -> String {
        random.pick([word, word, word, "\"\(word)\"", "'\(word)'"])
    }

    private mutating func flowList(of service: String, _ weights: [String]) -> String {
        let elements = (0..<Int.random(in: 1...3, using: &random)).map { server in
            flow(entries(service, "s\(server)", random.pick(weights)))
        }
        return "[" + elements.joined(separator: random.pick([", ", ",", " , "])) + "]"
    }

    private mutating func entries(
        _ service: String, _ server: String, _ weight: String
    ) -> [(key: String, value: String)] {
        servers.append((service, server))
        var entries = [("name", quoted(server)), ("address", "10.1.0.\(servers.count)")]
        if random.oneIn(2) { entries.append(("weight", weight)) }
        if random.oneIn(2) {
            entries.append(("state", quoted(random.pick(["online", "drain", "offline"]))))
        }
        if random.oneIn(4) { entries.append(("connections", "{upper: 10, lower: 5}")) }
        if random.oneIn(4) { entries.append(("forwarding", "masq")) }
        return entries.shuffled(using: &random)
    }

    private mutating func flow(_ entries: [(key: String, value: String)]) -> String {
        let colon = random.pick([": ", ": ", ":  "])
        let isJSON = random.oneIn(5)
        let members = entries.map { entry in
            isJSON ? "\"\(entry.key)\":\(entry.value)" : "\(entry.key)\(colon)\(entry.value)"
        }
        let pad = random.pick(["", " "])
        let end = random.oneIn(8) ? "," : ""
        return "{\(pad)" + members.joined(separator: random.pick([", ", ", ", ",  "]))
            + "\(end)\(pad)}"
    }

    private mutating func server(_ service: String, _ server: String, _ weight: String) {
        let entries = entries(service, server, weight)
        let column = indent + 4
        if random.oneIn(2) {
            let flow = flow(entries)
            if random.oneIn(4) {
                let lines = flow.split(separator: ",", omittingEmptySubsequences: false)
                let start = lineEnd + String(repeating: " ", count: column + 4)
                line(column, "- " + lines.joined(separator: "," + start))
            } else {
                line(column, "- \(flow)")
            }
            return
        }
        let isBelow = random.oneIn(5)
        if isBelow { line(column, random.pick(["-", "- &anchor\(servers.count)"])) }
        for (position, entry) in entries.enumerated() {
            let dash = position == 0 && !isBelow ? "- " : "  "
            if entry.key == "connections" && random.oneIn(2) {
                line(column, "\(dash)connections:")
                line(column + 4, "upper: 10")
                line(column + 4, "lower: 5")
            } else {
                line(column, "\(dash)\(entry.key): \(entry.value)")
            }
        }
    }
}
