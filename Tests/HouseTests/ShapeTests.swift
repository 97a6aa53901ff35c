import Testing

/// The shape of the code: few fields in an actor, few parameters in an initializer.
@Suite("Shape")
struct ShapeTests {
    /// The most stored properties of an actor.
    private static let fields = 15
    /// The most parameters of an initializer.
    private static let parameters = 8

    /// Actors that are above the limit, and must not grow.
    private static let largeActors = ["ProxyWorkers": 33, "ProbeRunner": 23]
    /// Values whose initializers are above the limit, and must not grow: those of the document, of
    /// the host and of status have one for each key or column.
    private static let largeValues = [
        "CertificateStatus": 11, "Desired": 12, "DesiredService": 11,
        "Dialogue": 11, "FeedbackReading": 9, "HAProxySettings": 13, "Mail": 9,
        "Observed": 10, "Plan": 9, "Proxy": 20, "ProxyServer": 12, "ProxyServerStatus": 11,
        "ProxyStatus": 9, "RealServer": 9, "SSLService": 12, "ServerStatus": 9, "Service": 16,
        "Spec": 12, "Status": 16,
    ]

    @Test("an actor has at most 15 stored properties")
    func actors() {
        var counts: [String: Int] = [:]
        for file in Repository.files(under: "Sources", ending: ".swift") {
            for (name, body) in Declaration.all("actor", in: file.lines) {
                counts[name] = body.count(where: Declaration.isStored)
            }
        }
        #expect(counts.count > 5)
        for (name, count) in counts.sorted(by: { $0.value > $1.value }) {
            print("house: actor \(name) has \(count) stored properties")
            #expect(count <= Self.largeActors[name] ?? Self.fields, "\(name)")
        }
    }

    @Test("an initializer has at most 8 parameters")
    func initializers() {
        var counts: [String: Int] = [:]
        for file in Repository.files(under: "Sources", ending: ".swift") {
            for (type, count) in Declaration.initializers(in: file.lines) {
                counts[type] = max(counts[type] ?? 0, count)
            }
        }
        #expect(counts.count > 100)
        for (type, count) in counts.sorted(by: { $0.value > $1.value }) {
            if count > Self.parameters {
                print("house: an initializer of \(type) has \(count) parameters")
            }
            #expect(count <= Self.largeValues[type] ?? Self.parameters, "\(type)")
        }
    }
}

/// Declarations in the lines of a file, as `swift format` lays them out.
private enum Declaration {
    /// Types of a kind, with the lines of their bodies that are not nested deeper.
    static func all(_ kind: String, in lines: [Substring]) -> [(name: String, body: [Substring])] {
        var found: [(String, [Substring])] = []
        for (number, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard !line.drop(while: { $0 == " " }).hasPrefix("//"),
                let place = words.firstIndex(where: { $0 == kind }), words.count > place + 1,
                place <= 2, line.hasSuffix("{")
            else { continue }
            let name = words[place + 1].prefix { $0.isLetter || $0.isNumber }
            let indent = line.prefix { $0 == " " }
            let body = lines[(number + 1)...].prefix { $0 != indent + "}" }
            found.append((String(name), body.filter { depth(of: $0) == indent.count + 4 }))
        }
        return found
    }

    /// Whether a line declares a stored property of its type.
    static func isStored(_ line: Substring) -> Bool {
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(where: { $0 == "var" || $0 == "let" }), place <= 3,
            !words[..<place].contains("static"), !words[..<place].contains("case")
        else { return false }
        // A body without a value is that of a computed property.
        let head = line.prefix { $0 != "{" }
        return head.count == line.count || head.contains("=")
    }

    /// The types with initializers, and the number of parameters of each.
    static func initializers(in lines: [Substring]) -> [(type: String, count: Int)] {
        var types: [(name: String, indent: Int)] = []
        var found: [(String, Int)] = []
        for (number, line) in lines.enumerated() {
            let text = line.drop { $0 == " " }
            if text.isEmpty || text.hasPrefix("//") { continue }
            while let last = types.last, depth(of: line) <= last.indent { types.removeLast() }
            let words = text.split { " (<:{".contains($0) }.map(String.init)
            if let place = words.firstIndex(where: { kinds.contains($0) }), place <= 3,
                words.count > place + 1, text.hasSuffix("{") || text.hasSuffix(",")
            {
                types.append((words[place + 1], depth(of: line)))
            }
            guard let place = words.firstIndex(where: { $0 == "init" || $0 == "init?" }),
                words[..<place].allSatisfy(modifiers.contains), let type = types.last?.name
            else { continue }
            found.append((type, parameters(from: text, lines[(number + 1)...])))
        }
        return found
    }

    private static let kinds: Set<String> = ["struct", "class", "actor", "enum", "extension"]
    private static let modifiers: Set<String> = [
        "public", "private", "fileprivate", "package", "convenience", "required", "mutating",
    ]

    private static func depth(of line: Substring) -> Int { line.prefix { $0 == " " }.count }

    /// Counts the commas between the parentheses of a parameter list.
    private static func parameters(from line: Substring, _ rest: ArraySlice<Substring>) -> Int {
        var depth = 0
        var commas = 0
        var isEmpty = true
        let begin = line.firstIndex(of: "(") ?? line.startIndex
        for text in [line[begin...]] + rest.prefix(60) {
            for character in text {
                switch character {
                case "(", "[", "{": depth += 1
                case ")", "]", "}":
                    depth -= 1
                    if depth == 0 { return isEmpty ? 0 : commas + 1 }
                case ",": if depth == 1 { commas += 1 }
                case " ": break
                default: isEmpty = isEmpty && depth == 0
                }
            }
        }
        return 0
    }
}
