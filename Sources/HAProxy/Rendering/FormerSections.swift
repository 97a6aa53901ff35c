import Addresses
import Model

/// Sections of the configuration in force that stay although the document has no proxy in their
/// place: a service of IPVS takes it, and none of its servers is proven yet.
///
/// The file that HAProxy has loaded is the only memory, so a restart changes nothing.
public struct FormerSections: Sendable, Hashable {
    /// The lines of the sections, by the name of the proxy or SSL service that they are called
    /// after: its own, or another one where the document has that name again.
    private(set) var lines: [String: [String]] = [:]
    /// The files beside the configuration that these lines name.
    private(set) var files: [RenderedConfiguration.SideFile] = []
    /// Where they listen.
    public private(set) var endpoints: Set<Endpoint> = []

    /// Where those listened that HAProxy refuses, and that are gone, by the same name.
    private(set) var dropped: [String: Set<Endpoint>] = [:]

    /// Whether no section stays.
    public var isEmpty: Bool { lines.isEmpty }

    /// How many servers they have.
    public var serverCount: Int {
        lines.values.joined().count { $0.hasPrefix("    server ") }
    }

    /// None.
    public init() {}

    /// The proxies that listen in one of these places, where the document has none.
    ///
    /// Each keeps only the listeners in these places.
    ///
    /// - Parameters:
    ///   - places: the endpoints of services.
    ///   - site: the HAProxy of the configuration in force.
    public init(at places: Set<Endpoint>, for spec: Spec, in site: WorkerSettings) {
        guard !places.isEmpty, let text = site.text else {
            self.init()
            return
        }
        let folders = site.folders
        self.init(at: places, for: spec, in: text, folder: site.folder) { name in
            folders.lazy.compactMap { readText("\($0)/\(name)") }.first
        }
    }

    /// - Parameters:
    ///   - text: the configuration in force.
    ///   - folder: where its side files are.
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

    /// The same without these proxies and SSL services.
    func dropping(_ names: Set<String>) -> FormerSections {
        var rest = self
        for (name, lines) in lines where names.contains(name) {
            rest.lines[name] = nil
            rest.dropped[name] = Set(lines.compactMap { Self.listener($0[...]) })
        }
        rest.endpoints = Set(rest.lines.values.joined().compactMap { Self.listener($0[...]) })
        return rest
    }

    /// The same without listeners at these endpoints; a section without any is left out.
    func leavingOut(_ left: Set<Endpoint>) -> FormerSections {
        guard !endpoints.isDisjoint(with: left) else { return self }
        var rest = self
        rest.lines = lines.mapValues { lines in
            lines.filter { line in Self.listener(line[...]).map { !left.contains($0) } ?? true }
        }.filter { $0.value.contains { Self.listener($0[...]) != nil } }
        rest.endpoints = endpoints.subtracting(left)
        return rest
    }

    /// The lines of the sections of each proxy and SSL service.
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

    /// Where a line has its section listen; nil: it is another line.
    private static func listener(_ line: Substring) -> Endpoint? {
        guard line.hasPrefix("    bind ") else { return nil }
        let words = ServerLine.words(line)
        return words.count > 1 ? Endpoint(ServerLine.bare(words[1])) : nil
    }

    /// The words behind which a line has the name of a section.
    private static let marks = [
        "listen ", "backend ", "use_backend ", " table ", "table_server_id(", "nbsrv(",
        "srv_uweight(",
    ]

    /// The lines with the sections of a proxy under another name, wherever they name them.
    private static func renamed(
        _ lines: [String], from old: String, to new: String
    ) -> [String] {
        let (before, after) = (Word.identifier(old).text, Word.identifier(new).text)
        return lines.map { line in
            marks.reduce(line) { line, mark in
                var rest = line[...]
                var text = ""
                while let range = rest.firstRange(of: mark + before) {
                    let follows = rest[range.upperBound...]
                    let isWhole = follows.first.map { " ),/".contains($0) } ?? true
                    text += rest[..<range.lowerBound] + mark
                    text += isWhole || follows.hasPrefix("::") ? after : before
                    rest = follows
                }
                return text + rest
            }
        }
    }
}

extension WorkerSettings {
    /// The folders of the configuration in force; after a restart of the host only that of the copy
    /// has one.
    fileprivate var folders: [String] { [folder] + (copies.map { [$0] } ?? []) }

    /// The configuration in force; nil: there is none.
    fileprivate var text: String? {
        folders.lazy.compactMap { readText("\($0)/haproxy.cfg") }.first
    }

    /// Where HAProxy listens for clients by the configuration in force.
    public var listeners: Set<Endpoint> {
        guard let text else { return [] }
        return Set(ListenChanges.listeners(in: text).values.joined())
    }
}
