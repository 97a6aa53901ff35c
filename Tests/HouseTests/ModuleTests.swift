import Testing

@Suite("Modules")
struct ModuleTests {
    /// What each target may import: the table of docs/internals/architecture.md.
    static let table: [String: Set<String>] = [
        "Addresses": [],
        "Model": ["Addresses"],
        "Planning": ["Addresses", "Model"],
        "VRRP": ["Addresses"],
        "Series": [],
        "Expressions": ["CPCRE2"],
        "Document": ["Addresses", "Model", "Expressions", "Files", "CGNU", "CYAML", "Glibc"],
        "Files": ["Model", "CGNU", "Dispatch", "FoundationEssentials", "Glibc"],
        "Kernel": ["Addresses", "Model", "CNetlink", "Glibc"],
        "Speaker": ["Addresses", "Model", "Kernel", "VRRP", "CGNU", "Glibc"],
        "Health": [
            "Addresses", "Model", "Expressions", "Files", "CGNU", "COpenSSL", "Dispatch",
            "FoundationEssentials", "Glibc", "NIOCore", "NIOHPACK", "NIOPosix", "NIOSSL", "NIOTLS",
            "Subprocess", "Synchronization", "SystemPackage", "_StringProcessing",
        ],
        "Certificates": ["Addresses", "Model", "COpenSSL"],
        "HAProxy": [
            "Addresses", "Model", "Planning", "Files", "CGNU", "Dispatch", "Glibc",
            "Synchronization",
        ],
        "Reconciliation": [
            "Addresses", "Model", "Planning", "Files", "Subprocess", "SystemPackage",
        ],
        "Notifications": [
            "Model", "Files", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Subprocess",
            "Synchronization",
            "SystemPackage",
        ],
        "Proxies": [
            "Addresses", "Model", "Planning", "Files", "HAProxy", "Certificates",
            "Reconciliation", "CGNU", "Dispatch", "FoundationEssentials", "Glibc", "Subprocess",
            "Synchronization", "SystemPackage",
        ],
        "PageServer": [
            "Addresses", "Model", "Files", "Reconciliation", "Glibc", "NIOCore", "NIOHTTP1",
            "NIOPosix", "Synchronization",
        ],
        "Failover": [
            "Addresses", "Model", "Planning", "Files", "Speaker", "VRRP", "CGNU", "CNetlink",
            "Dispatch", "Glibc",
        ],
        "Replication": [
            "Addresses", "Model", "Files", "Certificates", "CGNU", "COpenSSL", "Dispatch",
            "FoundationEssentials", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
            "NIOTLS", "Synchronization",
        ],
        "Admin": [
            "Addresses", "Certificates", "Document", "Files", "Model", "Series", "CArgon2",
            "FoundationEssentials", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS",
            "Synchronization",
        ],
        "Pages": [
            "Addresses", "Admin", "Certificates", "Files", "Model", "NIOCore", "Series",
        ],
        "Controller": [
            "Addresses", "Admin", "Model", "Planning", "Document", "Failover", "Files", "Health",
            "HAProxy", "Certificates", "Reconciliation", "Replication", "Notifications", "Pages",
            "Proxies", "PageServer", "Series", "CGNU", "Dispatch", "FoundationEssentials", "Glibc",
            "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "ServiceLifecycle", "Subprocess",
            "Synchronization", "SystemPackage",
        ],
        "Commands": [
            "Addresses", "Admin", "Model", "Planning", "Document", "Failover", "Files", "Health",
            "HAProxy", "Certificates", "Reconciliation", "Replication", "Proxies", "Controller",
            "FeedbackAgent", "Series", "ArgumentParser", "Dispatch", "FoundationEssentials",
            "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix", "Synchronization",
        ],
        "ballast": ["Commands", "Kernel"],
        "FeedbackAgent": ["ArgumentParser", "Glibc"],
        "ballast-agent": ["ArgumentParser", "FeedbackAgent"],
        "ballast-elect": ["Speaker", "Glibc"],
        "ballast-watch": ["CInotify", "Glibc"],
        "RoundRobin": ["Series", "CRRD", "Glibc"],
        "ballast-series": ["RoundRobin", "Series", "Glibc"],
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

    @Test("only the executable and the election process know the kernel; the executable wires")
    func wiring() {
        let knowing = Repository.files(under: "Sources", ending: ".swift").filter {
            Self.imports(of: $0).contains("Kernel")
        }
        let electing = [
            "GroupRunner", "GroupSettings+Placement", "HeldAddresses", "LinkPort", "Network",
            "NetworkChanges", "PendingAnnouncements", "Speaker",
        ]
        #expect(
            Set(knowing.map(\.path))
                == Set(electing.map { "Sources/Speaker/Loop/\($0).swift" })
                .union(["Sources/ballast/Ballast.swift"]))
        let program = Repository.files(under: "Sources/ballast", ending: ".swift")
        #expect(program.reduce(0) { $0 + $1.lines.count } < 150)
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
