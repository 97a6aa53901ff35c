import Addresses
import Model

/// Sections of the current configuration that stay, because HAProxy refuses their successors.
///
/// A proxy that HAProxy refuses must not delay changes of the others.
struct KeptSections: Sendable, Hashable {
    /// The lines of the sections of each refused proxy or SSL service, by name; empty: no section,
    /// before or now.
    private(set) var lines: [String: [String]] = [:]
    /// The side files that these lines name.
    private(set) var files: [RenderedConfiguration.SideFile] = []

    /// Creates no sections.
    init() {}

    /// Selects the sections of these proxies and SSL services.
    ///
    /// A kept section loses the listeners whose endpoints another proxy now uses.
    ///
    /// - Parameters:
    ///   - text: the current configuration; nil: none.
    ///   - folder: the folder of its side files.
    ///   - contents: the contents of a side file, by its name.
    init(
        of names: Set<String>, in text: String?, for spec: Spec, folder: String,
        _ contents: (String) -> String?
    ) {
        for name in names { lines[name] = [] }
        let others = endpoints(of: spec)
        var owner: String?
        var found: Set<String> = []
        for line in (text ?? "").split(separator: "\n") {
            if Self.beginsSection(line) {
                let name = Self.section(beganBy: line).map { BackendName($0).owner }
                owner = name.flatMap { names.contains($0) ? $0 : nil }
            }
            guard let owner else { continue }
            let words = ServerLine.words(line)
            if words.first == "bind", words.count > 1,
                let endpoint = Endpoint(ServerLine.bare(words[1])), others.contains(endpoint)
            {
                continue
            }
            lines[owner, default: []].append(String(line))
            for word in words.map(ServerLine.bare) where word.hasPrefix(folder + "/") {
                let name = String(word.dropFirst(folder.utf8.count + 1))
                guard !name.contains("/"), found.insert(name).inserted,
                    let contents = contents(name)
                else { continue }
                files.append(.init(name: name, contents: contents))
            }
        }
    }

    /// Returns the endpoints on which HAProxy listens for a document with these sections.
    func endpoints(of spec: Spec) -> Set<Endpoint> {
        guard !lines.isEmpty else { return spec.proxyEndpoints }
        var endpoints: Set<Endpoint> = []
        for proxy in spec.proxies where lines[proxy.name] == nil {
            endpoints.formUnion(Self.endpoints(of: proxy.name, in: spec))
        }
        for service in spec.sslServices where lines[service.name] == nil {
            guard case .endpoint = service.backend else { continue }
            endpoints.formUnion(service.listen)
        }
        if let statistics = spec.haproxy.statistics { endpoints.insert(statistics) }
        for line in lines.values.joined() {
            let words = ServerLine.words(line[...])
            guard words.first == "bind", words.count > 1,
                let endpoint = Endpoint(ServerLine.bare(words[1]))
            else { continue }
            endpoints.insert(endpoint)
        }
        return endpoints
    }

    /// Returns the endpoints of a proxy or an SSL service in the document, including a proxy's TLS.
    static func endpoints(of name: String, in spec: Spec) -> Set<Endpoint> {
        if let proxy = spec.proxies.first(where: { $0.name == name }) {
            return Set(spec.endpoints(of: proxy))
        }
        return Set(spec.sslServices.first { $0.name == name }?.listen ?? [])
    }

    /// Returns the name of the section of a proxy or route that starts at this line; nil: none.
    static func section(beganBy line: Substring) -> String? {
        for keyword in ["listen ", "backend "] where line.hasPrefix(keyword) {
            return String(line.dropFirst(keyword.utf8.count))
        }
        return nil
    }

    /// Whether a section starts at this line.
    static func beginsSection(_ line: Substring) -> Bool {
        ["global", "defaults", "peers ballast"].contains(line) || section(beganBy: line) != nil
    }
}
