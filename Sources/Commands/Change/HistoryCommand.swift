import ArgumentParser
import Controller
import Model

/// `ballast history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the documents that were in force, the newest first.",
        discussion: """
            Each has a number for diff and rollback, its time, its author, the number of steps, \
            the commit where the document is in a git work tree, and the message of its author. \
            The one in force has a star. With names, lists the documents that changed one of these \
            services, proxies, SSL services or certificates.

            Exit status: 0 listed; 1 there is no history, or a name is unknown.
            """)

    @Option(help: "State directory of Ballast.")
    var state = PlaceOptions.usualState
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Services, proxies, SSL services and certificates.") var names: [String] = []

    func run() async throws {
        let store = GenerationStore(state: state)
        if let gap = await HistoryGap(at: daemon.path) { standardError("note: \(gap.note)") }
        let entries = store.entries()
        guard !entries.isEmpty else {
            standardError("ballast: there is no history in \(state)/generations")
            standardError("hint: \"ballast run\" and \"ballast apply\" begin it; it needs root")
            throw ExitCode(1)
        }
        let numbers = names.isEmpty ? nil : try changes(of: names, in: store)
        let answer = HistoryAnswer(entries, only: numbers, restored: store.lastRestored)
        try View(answer, lines: { answer.lines(Layout.output()) }).print(json: output.json)
    }

    /// Returns the generations in which an object of these names differs from the one before.
    private func changes(of names: [String], in store: GenerationStore) throws -> Set<Int> {
        var numbers: Set<Int> = []
        var known: Set<String> = []
        var former: [String: NamedParts] = [:]
        for generation in store.generations {
            // A damaged or outdated text has no objects to compare.
            guard let text = try? store.text(of: generation.number),
                let spec = DocumentReading(
                    path: generation.path, bytes: text, allowsPrivileged: true
                ).spec
            else { continue }
            for name in names {
                let parts = NamedParts(name, in: spec)
                if !parts.isEmpty { known.insert(name) }
                if parts != former[name] ?? NamedParts(name, in: Spec()) {
                    numbers.insert(generation.number)
                }
                former[name] = parts
            }
        }
        guard let unknown = names.first(where: { !known.contains($0) }) else { return numbers }
        standardError("ballast: no document of the history has a \(unknown)")
        throw ExitCode(1)
    }
}

/// The objects of a document that have a name.
private struct NamedParts: Equatable {
    private let services: [Service]
    private let proxies: [Proxy]
    private let sslServices: [SSLService]
    private let certificates: [NamedCertificate]

    init(_ name: String, in spec: Spec) {
        services = spec.services.filter { $0.name == name }
        proxies = spec.proxies.filter { $0.name == name }
        sslServices = spec.sslServices.filter { $0.name == name }
        certificates = spec.certificates.filter { $0.name == name }
    }

    var isEmpty: Bool {
        services.isEmpty && proxies.isEmpty && sslServices.isEmpty && certificates.isEmpty
    }
}
