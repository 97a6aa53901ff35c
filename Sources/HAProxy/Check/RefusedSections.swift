import Model

/// HAProxy's complaints about a configuration, by the proxy or SSL service whose section has the
/// line.
struct RefusedSections {
    /// The complaints, without their places.
    ///
    /// **Shape:** by names of the document.
    private(set) var words: [String: [String]] = [:]

    /// - Parameters:
    ///   - words: HAProxy's output.
    ///   - text: the rejected configuration.
    ///   - file: its path in the lines.
    ///
    /// **Errors:** nil if a complaint is about another section, or no complaint is found.
    init?(_ words: String, in text: String, at file: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in words.split(separator: "\n") where line.hasPrefix("[ALERT]") {
            let said = line.drop { $0 != ":" }.drop { " :".contains($0) }
            let complaint = said.hasPrefix("config : ") ? said.dropFirst(9) : said
            guard !Self.summaries.contains(where: { complaint.hasPrefix($0) }) else { continue }
            let owner =
                Self.number(in: complaint, at: file).flatMap { Self.owner(of: $0, in: lines) }
                ?? Self.owner(namedIn: complaint, in: lines)
            guard let owner else { return nil }
            self.words[owner, default: []].append(Self.bare(complaint))
        }
        if self.words.isEmpty { return nil }
    }

    /// Lines that only summarise earlier complaints.
    private static let summaries = ["Error(s) found in", "Fatal errors found"]

    /// `parsing [FILE:9] : ...`.
    private static func number(in complaint: Substring, at file: String) -> Int? {
        guard let start = complaint.ranges(of: "[\(file):").first else { return nil }
        return Int(complaint[start.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }

    /// Returns the complaint without its place, which is no place of the document.
    private static func bare(_ complaint: Substring) -> String {
        guard complaint.hasPrefix("parsing [") || complaint.hasPrefix("["),
            let end = complaint.firstIndex(of: "]")
        else { return String(complaint) }
        let rest = complaint[complaint.index(after: end)...].drop { " :".contains($0) }
        // Some lines repeat the place.
        return bare(rest)
    }

    private static func owner(of number: Int, in lines: [Substring]) -> String? {
        guard lines.indices.contains(number - 1) else { return nil }
        // Raw lines of the document are unchanged: not all of them are indented.
        let first = lines[..<number].last { KeptSections.beginsSection($0) }
        return first.flatMap { KeptSections.section(beganBy: $0) }.map { BackendName($0).owner }
    }

    /// Returns the owner of the only section quoted in a complaint without a line.
    private static func owner(namedIn complaint: Substring, in lines: [Substring]) -> String? {
        let names = Set(
            complaint.split(separator: "'", omittingEmptySubsequences: false)
                .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
        let owners = Set(
            lines.compactMap { line in
                KeptSections.section(beganBy: line)
            }.filter(names.contains).map { BackendName($0).owner })
        return owners.count == 1 ? owners.first : nil
    }
}

extension WorkerConfiguration {
    /// The proxies and SSL services with sections of their own that HAProxy's words are about, by
    /// name; nil: they are about something else as well.
    ///
    /// - Parameters:
    ///   - words: HAProxy's complaints.
    ///   - text: the configuration that they are about.
    ///   - file: its path in the words.
    func refused(by words: String, in text: String, at file: String) -> [String: [String]]? {
        guard let spec = recipe?.spec,
            let sections = RefusedSections(words, in: text, at: file)
        else { return nil }
        let names = Set(spec.proxies.map(\.name) + spec.sslServices.map(\.name))
            .union(recipe?.settings.former.lines.keys.map(\.self) ?? [])
        return sections.words.keys.allSatisfy(names.contains) ? sections.words : nil
    }
}
