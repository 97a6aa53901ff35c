import Addresses
import Model

extension WorkerConfiguration {
    /// Returns the configuration for a document that differs from this one's in the values of
    /// servers only; nil: more differs, or it is not known.
    ///
    /// Only the proxies that differ are rendered, before and after.
    public func patched(for spec: Spec) -> WorkerConfiguration? {
        guard var recipe, recipe.settings.kept.lines.isEmpty,
            recipe.spec.proxies.count == spec.proxies.count,
            recipe.spec.hasSameSurroundings(as: spec)
        else { return nil }
        var replacements: [ConfigurationSplice.Replacement] = []
        for (index, pair) in zip(recipe.spec.proxies, spec.proxies).enumerated()
        where pair.0 != pair.1 {
            guard pair.0.name == pair.1.name, pair.0.handover == pair.1.handover else { return nil }
            let before = RenderedProxy(index, of: recipe.spec, recipe.settings)
            let after = RenderedProxy(index, of: spec, recipe.settings)
            guard after.hasSameFrame(as: before) else { return nil }
            replacements.append(.init(old: index..<index + 1, new: [after]))
        }
        var result = self
        if !replacements.isEmpty {
            guard let splice = ConfigurationSplice(self, replacements), splice.keepsFrame else {
                return nil
            }
            result = splice.result(nil)
        }
        recipe.spec = spec
        result.recipe = recipe
        result.proofs = ServerProofs(of: spec, recipe.settings)
        return result
    }

    /// Returns the configuration with other results of Ballast's own checks; nil: they are not
    /// those of its document.
    ///
    /// Only the lines of the servers that changed are rendered.
    ///
    /// - Parameter changed: servers with another result, by the name of their proxy.
    public func patched(
        by results: ProxyCheckResults, at changed: [String: Set<Endpoint>]
    ) -> WorkerConfiguration? {
        guard var recipe, recipe.settings.kept.lines.isEmpty else { return nil }
        recipe.settings.results = results
        let settings = recipe.settings
        var builder = ConfigurationBuilder(spec: recipe.spec, settings: settings)
        var result = self
        for proxy in recipe.spec.proxies {
            guard let endpoints = changed[proxy.name] else { continue }
            builder.addServers(of: proxy, at: endpoints)
            result.proofs.update(of: proxy, at: endpoints, settings)
        }
        guard result.replace(RenderedServer.all(of: builder.configuration)) else { return nil }
        result.recipe = recipe
        return result
    }

    /// Replaces servers and their lines; false, where the configuration does not have one of them
    /// or its frame would be another.
    private mutating func replace(_ changes: [RenderedServer]) -> Bool {
        guard !changes.isEmpty else { return true }
        var table: [String: [String: RenderedServer]] = [:]
        for change in changes {
            table[change.server.backend, default: [:]][change.server.name] = change
        }
        var frame = proxies.frame
        var count = 0
        var (backend, section) = ("", [String: RenderedServer]())
        for index in proxies.servers.indices {
            if proxies.servers[index].backend != backend {
                backend = proxies.servers[index].backend
                section = table[backend] ?? [:]
            }
            guard !section.isEmpty, let change = section[proxies.servers[index].name] else {
                continue
            }
            frame = frame.replacing(proxies.servers[index], with: change.server)
            proxies.servers[index] = change.server
            count += 1
        }
        guard count == changes.count, frame == proxies.frame,
            let replaced = ServerLines.replaced(
                table.mapValues { $0.mapValues(\.line) }, in: text)
        else { return false }
        text = replaced.text
        layout?.resize(replaced.changes)
        return true
    }
}

/// A server with its line.
private struct RenderedServer {
    let server: BackendServer
    let line: String

    static func all(of configuration: RenderedConfiguration) -> [RenderedServer] {
        zip(configuration.servers, configuration.lines.lazy.filter(\.isServer)).map {
            RenderedServer(server: $0, line: $1.text)
        }
    }
}

extension Spec {
    /// Whether two documents differ in nothing that concerns HAProxy but single proxies.
    func hasSameSurroundings(as other: Spec) -> Bool {
        sslServices == other.sslServices && certificates == other.certificates
            && haproxy == other.haproxy && holdingPage == other.holdingPage
            && virtualAddresses == other.virtualAddresses && health == other.health
    }
}

extension ServerLines {
    /// The text with other lines of servers, by section and name, and the lengths that changed;
    /// nil: one of them is missing.
    fileprivate static func replaced(
        _ lines: [String: [String: String]], in text: String
    ) -> (text: String, changes: [ConfigurationLayout.LineChange])? {
        var text = text
        var count = 0
        var changes: [ConfigurationLayout.LineChange] = []
        let bytes = text.withUTF8 { source -> [UInt8] in
            var result: [UInt8] = []
            result.reserveCapacity(source.count + 1_024)
            var section: [String: String] = [:]
            var (start, kept) = (source.startIndex, source.startIndex)
            while start < source.endIndex {
                let end = source[start...].firstIndex(of: newline) ?? source.endIndex
                let line = source[start..<end]
                if line.first == space {
                    if !section.isEmpty, line.starts(with: "    server ".utf8) {
                        let name = line.dropFirst(11).prefix { $0 != space }
                        if let new = section[String(decoding: name, as: UTF8.self)] {
                            result.append(contentsOf: source[kept..<start])
                            result.append(contentsOf: new.utf8)
                            kept = end
                            count += 1
                            changes.append(
                                .init(place: start, change: new.utf8.count - line.count))
                        }
                    }
                } else if let name = name(of: line) {
                    section = lines[name] ?? [:]
                }
                start = min(end + 1, source.endIndex)
            }
            result.append(contentsOf: source[kept...])
            return result
        }
        guard count == lines.values.reduce(0, { $0 + $1.count }) else { return nil }
        return (String(decoding: bytes, as: UTF8.self), changes)
    }

    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    /// The name of the section that a line begins; nil: it begins none with servers.
    private static func name(of line: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        for keyword in ["listen ", "backend "] where line.starts(with: keyword.utf8) {
            return String(decoding: line.dropFirst(keyword.utf8.count), as: UTF8.self)
        }
        return nil
    }
}
