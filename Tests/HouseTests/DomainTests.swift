import Testing

/// The cost of a new domain, measured with the youngest one.
@Suite("Domains")
struct DomainTests {
    /// The most files outside the domain's own that name it.
    private static let limit = 24

    @Test("few files outside its own name a domain: the sync daemons, the latest one")
    func shared() {
        let names = ["SyncDaemon", ".syncDaemon", "syncDaemons"]
        let own = ["SyncDaemon", "ConnectionSync"]
        let files = Repository.files(under: "Sources", ending: ".swift").filter { file in
            !own.contains(where: file.path.contains)
                && file.lines.contains { line in
                    !line.drop(while: { $0 == " " }).hasPrefix("//")
                        && names.contains(where: line.contains)
                }
        }
        for file in files { print("house: a domain touches \(file.path)") }
        print("house: a domain touches \(files.count) existing files")
        #expect(files.count <= Self.limit)
    }
}
