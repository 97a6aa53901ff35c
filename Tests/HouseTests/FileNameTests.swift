import Testing

/// The names of files: a type is in the file of its name, an extension in `Type+Topic.swift`.
@Suite("File names")
struct FileNameTests {
    @Test("a type is in the file of its name; private types are free")
    func types() {
        var count = 0
        for file in Repository.files(under: "Sources", ending: ".swift") {
            for type in file.lines.compactMap(Self.type(in:)) {
                count += 1
                #expect(type == Self.name(of: file), "\(file.path) declares \(type)")
            }
        }
        #expect(count > 500)
    }

    @Test("a file of extensions is named after a type that it extends, and a topic")
    func extensions() {
        var count = 0
        for file in Repository.files(under: "Sources", ending: ".swift") {
            let extended = file.lines.compactMap(Self.extended(in:))
            let name = Self.name(of: file)
            if let plus = name.firstIndex(of: "+") {
                count += 1
                let type = name[..<plus]
                #expect(
                    extended.contains { $0 == type || $0.hasPrefix("\(type).") },
                    "\(file.path) does not extend \(type)")
            } else if !extended.isEmpty {
                // A file without a plus declares a type, a function or a value.
                #expect(
                    file.lines.contains { Self.declares($0) },
                    "\(file.path) only extends \(extended[0])")
            }
        }
        #expect(count > 100)
    }

    /// Returns the file's name without its ending.
    private static func name(of file: Repository.File) -> Substring {
        (file.path.split(separator: "/").last ?? "").dropLast(".swift".count)
    }

    /// Returns the type that a line at the top level declares; nil for private types.
    private static func type(in line: Substring) -> Substring? {
        name(after: ["struct", "class", "actor", "enum", "protocol"], in: line)
    }

    /// Returns the type that a line at the top level extends.
    private static func extended(in line: Substring) -> Substring? {
        name(after: ["extension"], in: line)
    }

    /// Whether a line at the top level declares something other than an extension.
    private static func declares(_ line: Substring) -> Bool {
        let kinds: Set<Substring> = [
            "struct", "class", "actor", "enum", "protocol", "func", "let", "var", "typealias",
        ]
        return name(after: kinds, in: line) != nil
    }

    /// Returns the word after one of these keywords, if only modifiers are before it.
    private static func name(after kinds: Set<Substring>, in line: Substring) -> Substring? {
        guard let first = line.first, first.isLetter || first == "@" else { return nil }
        let words = line.split { " (<:{".contains($0) }
        guard let place = words.firstIndex(where: kinds.contains), words.count > place + 1,
            words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") })
        else { return nil }
        return words[place + 1]
    }

    /// The modifiers of a declaration that other files see.
    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "final", "indirect", "nonisolated",
    ]
}
