import Addresses
import Files
import Glibc
import Model

/// Sections of the current configuration that stay although their proxy left the document.
///
/// An IPVS service replaces the proxy, and none of its servers is proven yet. The only memory is
/// the file that HAProxy has loaded, so a restart preserves them.
public struct FormerSections: Sendable, Hashable {
    /// The lines of the sections by the name of their proxy or SSL service; renamed if the document
    /// uses that name again.
    private(set) var lines: [String: [String]] = [:]
    /// The side files that these lines name.
    private(set) var files: [RenderedConfiguration.SideFile] = []
    /// The endpoints of their listeners.
    public private(set) var endpoints: Set<Endpoint> = []

    /// The endpoints of the sections that HAProxy refused and that were dropped, by the same name.
    private(set) var dropped: [String: Set<Endpoint>] = [:]

    /// Whether no section stays.
    public var isEmpty: Bool { lines.isEmpty }

    /// The number of their servers.
    public var serverCount: Int {
        lines.values.joined().count { $0.hasPrefix("    server ") }
    }

    /// Creates no sections.
    public init() {}

    /// Selects the proxies that listen on one of these endpoints where the document has no proxy.
    ///
    /// Each keeps only its listeners on these endpoints.
    ///
    /// - Parameters:
    ///   - places: the endpoints of services.
    ///   - settings: the folders of the current configuration.
    public init(at places: Set<Endpoint>, for spec: Spec, in settings: WorkerSettings) {
        guard !places.isEmpty, let text = settings.text else {
            self.init()
            return
        }
        let folders = settings.folders
        self.init(at: places, for: spec, in: text, folder: settings.folder) { name in
            folders.lazy.compactMap { readText("\($0)/\(name)") }.first
        }
    }

    /// - Parameters:
    ///   - text: the current configuration.
    ///   - folder: the folder of its side files.
    ///   - contents: the contents of a side file, by its name.
    init(
        at places: Set<Endpoint>, for spec: Spec, in text: String, folder: String,
        _ contents: (String) -> String?
    ) {
        let wanted = spec.proxyEndpoints
        let sections = Self.sections(of: text) { line in
            guard let endpoint = Self.listener(line) else { return true }
            return !wanted.contains(endpoint)
                && places.contains { ServiceKey.listen(.tcp, $0).place(among: [endpoint]) != nil }
        }
        let taken = Set(spec.proxies.map(\.name) + spec.sslServices.map(\.name))
        for (owner, found) in sections.sorted(by: { $0.key < $1.key }) {
            let listeners = found.compactMap { Self.listener($0[...]) }
            guard !owner.isEmpty, !listeners.isEmpty else { continue }
            var name = owner
            while taken.contains(name) || name != owner && sections[name] != nil {
                name = "former \(name)"
            }
            lines[name] = name == owner ? found : Self.renamed(found, from: owner, to: name)
            endpoints.formUnion(listeners)
        }
        var names: Set<String> = []
        for word in lines.values.joined().flatMap({ ServerLine.words($0[...]) }) {
            let path = ServerLine.bare(word)
            guard path.hasPrefix(folder + "/") else { continue }
            let name = String(path.dropFirst(folder.utf8.count + 1))
            guard !name.contains("/"), names.insert(name).inserted, let contents = contents(name)
            else { continue }
            files.append(.init(name: name, contents: contents))
        }
    }

    /// Returns a copy without these proxies and SSL services.
    func dropping(_ names: Set<String>) -> FormerSections {
        var rest = self
        for (name, lines) in lines where names.contains(name) {
            rest.lines[name] = nil
            rest.dropped[name] = Set(lines.compactMap { Self.listener($0[...]) })
        }
        rest.endpoints = Set(rest.lines.values.joined().compactMap { Self.listener($0[...]) })
        return rest
    }

    /// Returns a copy without listeners at these endpoints; a section without listeners is removed.
    func leavingOut(_ left: Set<Endpoint>) -> FormerSections {
        guard !endpoints.isDisjoint(with: left) else { return self }
        var rest = self
        rest.lines = lines.mapValues { lines in
            lines.filter { line in Self.listener(line[...]).map { !left.contains($0) } ?? true }
        }.filter { $0.value.contains { Self.listener($0[...]) != nil } }
        rest.endpoints = endpoints.subtracting(left)
        return rest
    }

    /// Returns the lines of the sections of each proxy and SSL service.
    private static func sections(
        of text: String, where isKept: (Substring) -> Bool
    ) -> [String: [String]] {
        var sections: [String: [String]] = [:]
        var owner: String?
        for line in text.split(separator: "\n") {
            if KeptSections.beginsSection(line) {
                owner = KeptSections.section(beganBy: line).map { BackendName($0).owner }
            }
            guard let owner, isKept(line) else { continue }
            sections[owner, default: []].append(String(line))
        }
        return sections
    }

    /// Returns the endpoint of a bind line; nil: another line.
    private static func listener(_ line: Substring) -> Endpoint? {
        guard line.hasPrefix("    bind ") else { return nil }
        let words = ServerLine.words(line)
        return words.count > 1 ? Endpoint(ServerLine.bare(words[1])) : nil
    }

    /// The words before the name of a section.
    private static let references = [
        "listen ", "backend ", "use_backend ", " table ", "table_server_id(", "nbsrv(",
        "srv_uweight(",
    ]

    /// Returns the lines with every reference to the sections of a proxy renamed.
    private static func renamed(
        _ lines: [String], from old: String, to new: String
    ) -> [String] {
        let (before, after) = (Word.identifier(old).text, Word.identifier(new).text)
        return lines.map { line in
            references.reduce(line) { line, reference in
                var rest = line[...]
                var text = ""
                while let range = rest.firstRange(of: reference + before) {
                    let follows = rest[range.upperBound...]
                    let isWhole = follows.first.map { " ),/".contains($0) } ?? true
                    text += rest[..<range.lowerBound] + reference
                    text += isWhole || follows.hasPrefix("::") ? after : before
                    rest = follows
                }
                return text + rest
            }
        }
    }
}

extension WorkerSettings {
    /// The folders of the current configuration; after a reboot only the folder of the copy has
    /// one.
    fileprivate var folders: [String] { [folder] + (copies.map { [$0] } ?? []) }

    /// Whether there is a current configuration.
    public var isConfigured: Bool {
        folders.contains { access("\($0)/haproxy.cfg", F_OK) == 0 }
    }

    /// The current configuration; nil: none.
    fileprivate var text: String? {
        folders.lazy.compactMap { readText("\($0)/haproxy.cfg") }.first
    }

    /// The endpoints on which HAProxy listens in the current configuration.
    public var listeners: Set<Endpoint> {
        guard let text else { return [] }
        return Set(ListenChanges.listeners(in: text).values.joined())
    }
}
