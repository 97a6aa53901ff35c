import Testing

/// Switches that the compiler must find when a step, a subject or a key is added.
@Suite("Switches")
struct SwitchTests {
    /// Modules that reconcile, read the document or print plans.
    private static let modules: Set<Substring> = [
        "Commands", "Controller", "Document", "Kernel", "Model", "Planning", "Reconciliation",
    ]
    /// Names of values whose switches have every case.
    private static let values: Set<Substring> = ["step", "subject", "domain", "key"]
    /// Ends of the types whose own switches have every case.
    private static let types = [
        "Step", "StepSubject", "StepRecord", "Domain", "Fields", "CheckKey", "NetworkChange",
    ]

    @Test("no switch over steps, subjects, domains or keys of the document has a default")
    func defaults() {
        var all = 0
        for file in Repository.files(under: "Sources", ending: ".swift") {
            let lines = file.lines
            guard Self.modules.contains(file.path.split(separator: "/")[1]) else { continue }
            for (number, line) in lines.enumerated() {
                guard Self.text(of: line).hasPrefix("default:"),
                    let head = Self.head(of: number, in: lines)
                else { continue }
                all += 1
                let words = Set(head.split { !$0.isLetter })
                let isOwn =
                    words.contains("self") || words.contains("change")
                    ? Self.types.contains(where: Self.type(around: number, in: lines).hasSuffix)
                    : false
                #expect(
                    !isOwn && words.isDisjoint(with: Self.values),
                    "\(file.path):\(number + 1): \(head)")
            }
        }
        #expect(all > 50, "the search does not find switches")
    }

    private static func text(of line: Substring) -> Substring { line.drop { $0 == " " } }

    private static func depth(of line: Substring) -> Int { line.prefix { $0 == " " }.count }

    /// Returns the line of the switch that a default belongs to; nil: it is an argument.
    private static func head(of number: Int, in lines: [Substring]) -> Substring? {
        let depth = depth(of: lines[number])
        for line in lines[..<number].reversed() where !text(of: line).isEmpty {
            guard self.depth(of: line) <= depth else { continue }
            let text = text(of: line)
            if let place = text.firstRange(of: "switch ") { return text[place.upperBound...] }
            if self.depth(of: line) < depth { return nil }
        }
        return nil
    }

    /// Returns the type or extension at the top level around a line.
    private static func type(around number: Int, in lines: [Substring]) -> Substring {
        let kinds: Set<Substring> = ["struct", "enum", "extension", "actor", "class"]
        for line in lines[..<number].reversed() {
            guard let first = line.first, first != " ", first != "}" else { continue }
            let words = line.split { " :{(<".contains($0) }
            if let place = words.firstIndex(where: kinds.contains), words.count > place + 1 {
                return words[place + 1]
            }
        }
        return ""
    }
}
