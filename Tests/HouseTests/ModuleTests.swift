import Testing

@Suite("Modules")
struct ModuleTests {
    /// What each target may import: the table of docs/internals/architecture.md.
    static let table: [String: Set<String>] = [
        "Addresses": [],
        "Model": ["Addresses"],
        "Planning": ["Addresses", "Model"],
        "VRRP": ["Addresses"],
        "Expressions": ["CPCRE2"],
        "Document": ["Addresses", "Model", "Expressions", "CGNU", "CYAML", "Glibc"],
        "Files": ["Model", "CGNU", "Glibc"],
        "Kernel": ["Addresses", "Model", "CNetlink", "Glibc"],
        "Health": [
            "Addresses", "Model", "Expressions", "Files", "CGNU", "COpenSSL", "Dispatch",
            "FoundationEssentials", "Glibc", "NIOCore", "NIOHPACK", "NIOPosix", "NIOSSL", "NIOTLS",
            "Subprocess", "Synchronization", "SystemPackage", "_StringProcessing",
        ],
        "Certificates": ["Addresses", "Model", "COpenSSL"],
        "HAProxy": ["Addresses", "Model", "Planning", "Files", "CGNU", "Dispatch", "Glibc"],
        "Reconciliation": [
            "Addresses", "Model", "Planning", "Dispatch", "Subprocess",
            "SystemPackage",
        ],
        "Notifications": [
            "Model", "Files", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Subprocess",
            "Synchronization",
            "SystemPackage",
        ],
        "ballast": [
            "Addresses", "Model", "Planning", "Document", "Files", "Kernel", "Health",
            "HAProxy", "Reconciliation", "Notifications", "Certificates", "FeedbackAgent", "CGNU",
            "Dispatch",
            "ArgumentParser", "FoundationEssentials", "Glibc", "Logging", "NIOCore", "NIOHTTP1",
            "NIOPosix", "ServiceLifecycle", "Subprocess", "Synchronization", "SystemPackage",
        ],
        "FeedbackAgent": ["ArgumentParser", "Glibc"],
        "ballast-agent": ["ArgumentParser", "FeedbackAgent"],
        "ballast-watch": ["CInotify", "Glibc"],
    ]

    @Test("a module imports only what its row of the table lists")
    func imports() throws {
        for file in Repository.files(under: "Sources", ending: ".swift") {
            let target = String(file.path.split(separator: "/")[1])
            let allowed = try #require(Self.table[target], "\(target) has no row")
            for name in Self.imports(of: file) {
                #expect(allowed.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test("the table of docs/internals/architecture.md is the one that is enforced")
    func documented() throws {
        let page = try #require(
            Repository.files(under: "docs/internals", ending: "architecture.md").first)
        for (target, allowed) in Self.table {
            let row = page.lines.first { $0.hasPrefix("| `\(target)` |") }
            let cells = try #require(row, "no row for \(target)").split(separator: "|")
            let listed = Set(
                (cells.last ?? "").split(whereSeparator: { " ,`-".contains($0) }).map(String.init))
            #expect(listed == allowed, "\(target)")
        }
    }

    @Test("only the wiring knows the kernel")
    func wiring() {
        let knowing = Repository.files(under: "Sources/ballast", ending: ".swift").filter {
            Self.imports(of: $0).contains("Kernel")
        }
        #expect(knowing.map(\.path) == ["Sources/ballast/Wiring.swift"])
    }

    private static func imports(of file: Repository.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 1,
                position == 0 || ["public", "internal", "package"].contains(words[0]),
                words.count > position + 1
            else { return nil }
            return String(words[position + 1])
        }
    }
}
