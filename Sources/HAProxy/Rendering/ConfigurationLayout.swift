/// The places of the sections of each proxy in the text of a configuration.
///
/// With them the configuration of a similar document is made without the other proxies.
struct ConfigurationLayout: Sendable {
    /// Successive lines of the text, such as the sections of one proxy with the empty line before
    /// them.
    struct Part: Sendable {
        /// Its length in bytes.
        private(set) var length = 0
        /// The lines of servers, in bytes from its beginning.
        ///
        /// **Shape:** ascending; successive lines are one range.
        private(set) var serverLines: [Range<Int>] = []
        /// The number of servers.
        private(set) var servers = 0

        /// Creates a part of these lines.
        init(_ lines: some Sequence<RenderedConfiguration.Line>) {
            for line in lines {
                let end = length + line.text.utf8.count + 1
                if line.isServer {
                    servers += 1
                    if let last = serverLines.last, last.upperBound == length {
                        serverLines[serverLines.count - 1] = last.lowerBound..<end
                    } else {
                        serverLines.append(length..<end)
                    }
                }
                length = end
            }
        }

        /// Records that the line of a server has another length.
        ///
        /// - Parameter place: a byte of the line, from the beginning of the part.
        fileprivate mutating func resize(at place: Int, by change: Int) {
            length += change
            for (index, lines) in serverLines.enumerated() where lines.upperBound > place {
                let begin = lines.lowerBound > place ? lines.lowerBound + change : lines.lowerBound
                serverLines[index] = begin..<lines.upperBound + change
            }
        }
    }

    /// Another length of a server's line.
    struct LineChange {
        /// The first byte of the line in the former text.
        let place: Int
        /// The bytes that were added; negative: removed.
        let change: Int
    }

    /// The lines before the first proxy.
    let head: Part
    /// The sections of each proxy.
    private(set) var proxies: [Part]
    /// The lines after the last proxy.
    let tail: Part
    /// Whether a section has a stick table.
    let hasTables: Bool

    /// Creates the layout of a rendered configuration; nil: it has kept sections.
    init?(of rendered: RenderedConfiguration) {
        guard let first = rendered.bounds.first, let end = rendered.bounds.last else { return nil }
        let lines = rendered.lines
        head = Part(lines[..<first])
        proxies = zip(rendered.bounds, rendered.bounds.dropFirst()).map { Part(lines[$0..<$1]) }
        tail = Part(lines[end...])
        hasTables = rendered.hasTables
    }

    private init(head: Part, proxies: [Part], tail: Part, hasTables: Bool) {
        self.head = head
        self.proxies = proxies
        self.tail = tail
        self.hasTables = hasTables
    }

    /// Returns the layout with other proxies.
    ///
    /// - Parameter head: the other head; nil: the same.
    func replacing(head: Part?, proxies: [Part]) -> ConfigurationLayout {
        ConfigurationLayout(
            head: head ?? self.head, proxies: proxies, tail: tail, hasTables: hasTables)
    }

    /// Records that lines of servers have other lengths.
    ///
    /// - Parameter changes: in the order of the text; a line after the last proxy is ignored.
    mutating func resize(_ changes: [LineChange]) {
        var rest = changes[...]
        var begin = head.length
        for index in proxies.indices {
            guard !rest.isEmpty else { return }
            let end = begin + proxies[index].length
            var moved = 0
            while let next = rest.first, next.place < end {
                proxies[index].resize(at: next.place - begin + moved, by: next.change)
                moved += next.change
                rest.removeFirst()
            }
            begin = end
        }
    }
}
