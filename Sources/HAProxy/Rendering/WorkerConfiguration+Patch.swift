import Addresses
import Model

extension WorkerConfiguration {
    /// Returns the configuration for a document that differs from this one's in the values of
    /// servers only; nil: more differs, or it is not known.
    ///
    /// Only the proxies that differ are rendered, before and after.
    public func patched(for spec: Spec) -> WorkerConfiguration? {
        guard let recipe, recipe.settings.kept.lines.isEmpty,
            recipe.spec.hasSameSurroundings(as: spec)
        else { return nil }
        var changes: [RenderedServer] = []
        for (index, pair) in zip(recipe.spec.proxies, spec.proxies).enumerated()
        where pair.0 != pair.1 {
            guard pair.0.name == pair.1.name, pair.0.handover == pair.1.handover else { return nil }
            let before = RenderedProxy(index, of: recipe.spec, recipe.settings)
            let after = RenderedProxy(index, of: spec, recipe.settings)
            guard let servers = after.servers(changedFrom: before) else { return nil }
            changes += servers
        }
        var result = self
        guard result.replace(changes) else { return nil }
        result.recipe = Recipe(
            spec: spec, settings: recipe.settings, certificates: recipe.certificates)
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
        guard let recipe, recipe.settings.kept.lines.isEmpty else { return nil }
        var settings = recipe.settings
        settings.results = results
        var builder = ConfigurationBuilder(spec: recipe.spec, settings: settings)
        var result = self
        for proxy in recipe.spec.proxies {
            guard let endpoints = changed[proxy.name] else { continue }
            builder.addServers(of: proxy, at: endpoints)
            result.proofs.update(of: proxy, at: endpoints, settings)
        }
        guard result.replace(RenderedServer.all(of: builder.configuration)) else { return nil }
        result.recipe = Recipe(
            spec: recipe.spec, settings: settings, certificates: recipe.certificates)
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
            let text = ServerLines.replaced(table.mapValues { $0.mapValues(\.line) }, in: text)
        else { return false }
        self.text = text
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

/// The sections of one proxy.
private struct RenderedProxy {
    private let configuration: RenderedConfiguration

    init(_ index: Int, of spec: Spec, _ settings: HAProxySettings) {
        var builder = ConfigurationBuilder(spec: spec, settings: settings)
        builder.addProxy(index)
        configuration = builder.configuration
    }

    private var frame: [String] { configuration.lines.filter { !$0.isServer }.map(\.text) }

    /// The servers that differ in their values; nil: more differs.
    func servers(changedFrom old: RenderedProxy) -> [RenderedServer]? {
        guard frame == old.frame, configuration.files == old.configuration.files else { return nil }
        let (before, after) = (
            RenderedServer.all(of: old.configuration), RenderedServer.all(of: configuration)
        )
        guard before.map(\.server.id) == after.map(\.server.id) else { return nil }
        return zip(before, after).filter { $0.server != $1.server || $0.line != $1.line }.map(\.1)
    }
}

extension Spec {
    /// Whether two documents differ in nothing that concerns HAProxy but single proxies.
    fileprivate func hasSameSurroundings(as other: Spec) -> Bool {
        proxies.count == other.proxies.count && sslServices == other.sslServices
            && certificates == other.certificates && haproxy == other.haproxy
            && holdingPage == other.holdingPage && virtualAddresses == other.virtualAddresses
            && health == other.health
    }
}

extension ServerLines {
    /// The text with other lines of servers, by section and name; nil: one of them is missing.
    fileprivate static func replaced(
        _ lines: [String: [String: String]], in text: String
    ) -> String? {
        var text = text
        var count = 0
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
        return String(decoding: bytes, as: UTF8.self)
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
