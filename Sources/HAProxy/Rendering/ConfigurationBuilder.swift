import Addresses
import Model

/// A builder of a configuration, line by line.
struct ConfigurationBuilder {
    /// The lines so far.
    var configuration = RenderedConfiguration()
    /// The spec to render.
    let spec: Spec
    /// The settings of the process.
    let settings: HAProxySettings

    /// Begins a section.
    mutating func section(_ keyword: Word, _ name: Word? = nil, at path: DocumentPath) {
        if !configuration.lines.isEmpty {
            configuration.lines.append(.init(text: "", path: path))
        }
        let words = [keyword] + (name.map { [$0] } ?? [])
        configuration.lines.append(
            .init(text: words.map(\.text).joined(separator: " "), path: path))
    }

    /// Adds a line to the section.
    mutating func add(_ words: Word..., at path: DocumentPath) {
        add(words, at: path)
    }

    /// Adds a line to the section.
    mutating func add(_ words: [Word], at path: DocumentPath) {
        var text = "   "
        for word in words {
            text += " "
            text += word.text
        }
        configuration.lines.append(.init(text: text, path: path))
    }

    /// Returns the words by which an old worker sends a table to the new one.
    mutating func sharing() -> [Word] {
        configuration.hasTables = true
        return settings.worker == nil ? [] : ["peers", "ballast"]
    }

    /// Adds lines of HAProxy's own language unchanged.
    mutating func raw(_ lines: [String], at path: DocumentPath) {
        for (position, line) in lines.enumerated() {
            if line.contains("stick-table") { configuration.hasTables = true }
            configuration.lines.append(
                .init(text: line.oneLine, path: path.key("raw").index(position)))
        }
    }

    /// Adds sections of the former configuration unchanged, except for blank lines.
    mutating func addKept(_ lines: [String], at path: DocumentPath) {
        var section = ""
        for line in lines {
            if let name = KeptSections.section(beganBy: line[...]) {
                section = name
                configuration.lines.append(.init(text: "", path: path))
            }
            if line.contains("stick-table") { configuration.hasTables = true }
            configuration.lines.append(.init(text: line, path: path))
            guard line.hasPrefix("    server "), let server = ServerLine(line[...]) else {
                continue
            }
            configuration.lines[configuration.lines.count - 1].isServer = true
            var wanted = server.server(server.name, in: section)
            if server.isDisabled { wanted.state = .offline }
            configuration.servers.append(wanted)
        }
    }

    /// Adds a side file; returns its path.
    ///
    /// For a worker that Ballast supervises, different contents get a different name, so that a
    /// rejected configuration does not affect the current one.
    mutating func file(_ name: String, _ contents: String) -> Word {
        var name = name
        if settings.worker != nil { name = "\(ProxyFrame.digest(of: contents))-\(name)" }
        if !configuration.files.contains(where: { $0.name == name }) {
            configuration.files.append(.init(name: name, contents: contents))
        }
        return .text("\(settings.directory)/\(name)")
    }

    /// Adds a server to the section of this name.
    ///
    /// - Parameters:
    ///   - options: the words that can't be changed while the server exists.
    ///   - kept: options of the server that the file omits for now.
    mutating func server(
        _ name: Word, of backend: Word, _ endpoint: Endpoint, weight: Int? = nil,
        limit: Int? = nil, isOffline: Bool = false, options: [Word], kept: [Word] = [],
        at path: DocumentPath
    ) {
        var words: [Word] = ["server", name, .text("\(endpoint)")]
        if let weight { words += ["weight", .number(weight)] }
        if let limit { words += ["maxconn", .number(limit)] }
        words += options
        if isOffline { words.append("disabled") }
        add(words, at: path)
        configuration.lines[configuration.lines.count - 1].isServer = true
        configuration.servers.append(
            BackendServer(
                backend: backend.text, name: name.text, endpoint: endpoint, weight: weight ?? 1,
                state: isOffline ? .offline : .online, limit: limit,
                options: (options + kept).map(\.text)))
    }

    /// Stores the frame in the process, if Ballast supervises it.
    ///
    /// The line follows the word `global`, which is the first line.
    mutating func addFrame() {
        guard settings.worker != nil else { return }
        let frame = configuration.lines.filter { !$0.isServer }.map(\.text)
        let digest = ProxyFrame(
            of: (frame + [settings.stamp]).joined(separator: "\n"),
            servers: configuration.servers)
        configuration.frame = digest
        configuration.lines.insert(
            .init(text: "    " + digest.line, path: DocumentPath()), at: 1)
        for index in configuration.bounds.indices { configuration.bounds[index] += 1 }
    }
}

extension String {
    /// The text without line breaks, which documents do not have here.
    fileprivate var oneLine: String {
        String(
            decoding: utf8.filter { $0 != 0 && $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    }
}
