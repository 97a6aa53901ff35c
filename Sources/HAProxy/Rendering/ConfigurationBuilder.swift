import Model

/// A configuration while it is put together, line by line.
struct ConfigurationBuilder {
    /// What there is of it.
    var configuration = RenderedConfiguration()
    /// What is put together.
    let spec: Spec
    /// For which process.
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

    /// A line of the section.
    mutating func add(_ words: Word..., at path: DocumentPath) {
        add(words, at: path)
    }

    /// A line of the section.
    mutating func add(_ words: [Word], at path: DocumentPath) {
        configuration.lines.append(
            .init(text: "    " + words.map(\.text).joined(separator: " "), path: path))
    }

    /// Lines of HAProxy's own language, as they are.
    mutating func raw(_ lines: [String], at path: DocumentPath) {
        for (position, line) in lines.enumerated() {
            configuration.lines.append(
                .init(text: line.oneLine, path: path.key("raw").index(position)))
        }
    }

    /// A file beside haproxy.cfg; the word is where it is.
    mutating func file(_ name: String, _ contents: String) -> Word {
        if !configuration.files.contains(where: { $0.name == name }) {
            configuration.files.append(.init(name: name, contents: contents))
        }
        return .text("\(settings.directory)/\(name)")
    }
}

extension String {
    /// The text without line breaks, which no document has here.
    fileprivate var oneLine: String {
        String(
            decoding: utf8.filter { $0 != 0 && $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
    }
}
