import Testing

/// The folders of each module: types of one may use types of another, but not in both directions.
@Suite("Folders")
struct FolderTests {
    /// The most pairs of folders of a module that use each other's types; 0 for other modules.
    private static let limits = [
        "Certificates": 2, "Document": 1, "Model": 8,
    ]

    @Test("two folders of a module do not use types of each other")
    func pairs() {
        let files = Repository.files(under: "Sources", ending: ".swift")
        let modules = Dictionary(grouping: files) { Self.part(1, of: $0) ?? "" }
        #expect(modules.count > 10)
        for (module, files) in modules.sorted(by: { $0.key < $1.key }) {
            let pairs = Self.pairs(among: files)
            for pair in pairs {
                print("house: \(module): \(pair)")
            }
            let limit = Self.limits[module] ?? 0
            #expect(pairs.count <= limit, "\(module): \(pairs)")
            // A smaller number is the new limit.
            #expect(pairs.count >= limit, "\(module) has \(pairs.count) pairs")
        }
    }

    /// Names in the singular that end in s.
    private static let singular: Set<Substring> = ["Address", "Process", "Status", "Series"]

    @Test("a folder of a module has a name in the singular")
    func names() {
        var folders: Set<Substring> = []
        for file in Repository.files(under: "Sources", ending: ".swift") {
            let parts = file.path.split(separator: "/")
            folders.formUnion(parts.dropFirst(2).dropLast())
        }
        #expect(folders.count > 30)
        for folder in folders.sorted() where folder.hasSuffix("s") {
            #expect(Self.singular.contains(folder), "\(folder)")
        }
    }

    /// Describes each pair of folders that use each other's types.
    private static func pairs(among files: [Repository.File]) -> [String] {
        var homes: [Substring: Set<String>] = [:]
        var words: [String: Set<Substring>] = [:]
        for file in files {
            guard let folder = part(2, of: file), part(3, of: file) != nil else { continue }
            for line in file.lines {
                if let type = declared(in: line) { homes[type, default: []].insert(folder) }
                guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
                words[folder, default: []].formUnion(
                    line.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
            }
        }
        var uses: [String: [String: Set<Substring>]] = [:]
        for (type, folders) in homes where folders.count == 1 {
            for (folder, words) in words where words.contains(type) && !folders.contains(folder) {
                for home in folders { uses[folder, default: [:]][home, default: []].insert(type) }
            }
        }
        var pairs: [String] = []
        for (folder, others) in uses {
            for (other, types) in others where folder < other {
                guard let back = uses[other]?[folder] else { continue }
                pairs.append(
                    "\(folder) uses \(types.sorted().joined(separator: ", ")) of \(other), which "
                        + "uses \(back.sorted().joined(separator: ", "))")
            }
        }
        return pairs.sorted()
    }

    /// Returns a part of a file's path: 1 is the module, 2 the folder.
    private static func part(_ number: Int, of file: Repository.File) -> String? {
        let parts = file.path.split(separator: "/")
        return parts.indices.contains(number) ? String(parts[number]) : nil
    }

    /// Returns the type that a line at the top level declares.
    private static func declared(in line: Substring) -> Substring? {
        guard let first = line.first, first != " ", first != "/" else { return nil }
        let words = line.split { " (<:{".contains($0) }
        guard let place = words.firstIndex(where: { kinds.contains($0) }),
            words[..<place].allSatisfy({ modifiers.contains($0) }), words.count > place + 1
        else { return nil }
        return words[place + 1]
    }

    private static let kinds: Set<Substring> = [
        "struct", "class", "actor", "enum", "protocol", "typealias",
    ]
    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "private", "fileprivate", "final", "indirect",
    ]
}
