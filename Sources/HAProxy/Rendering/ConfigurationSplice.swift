import Model

/// The text and the servers of a configuration with the sections of some proxies replaced.
///
/// The cost follows the number of replaced proxies, but for one copy of the text.
struct ConfigurationSplice {
    /// Proxies that replace others.
    struct Replacement {
        /// The positions of the former proxies; empty: the new ones precede this position.
        let old: Range<Int>
        /// The new proxies.
        let new: [RenderedProxy]
    }

    /// A range of the former text, or of ``fresh``.
    private struct Segment {
        let isFresh: Bool
        let isOfServers: Bool
        var bytes: Range<Int>
    }

    private let former: WorkerConfiguration
    private var segments: [Segment] = []
    private var fresh: [UInt8] = []
    /// The end of the segments in the former text.
    private var place = 0
    /// The new head without the line of the frame; nil: the former head.
    private let head: [RenderedConfiguration.Line]?
    private var parts: [ConfigurationLayout.Part] = []
    /// The servers, in the order of their lines.
    private var servers: [BackendServer] = []
    /// The end of ``servers`` in the former ones.
    private var position = 0
    private var removed: [BackendServer] = []
    private var added: [BackendServer] = []

    /// Replaces proxies of a configuration; nil: its layout is unknown.
    ///
    /// - Parameters:
    ///   - head: the lines before the first proxy without that of the frame; nil: as before.
    ///   - replacements: in the order of the document; they do not overlap.
    init?(
        _ former: WorkerConfiguration, head: [RenderedConfiguration.Line]? = nil,
        _ replacements: [Replacement]
    ) {
        guard let layout = former.layout else { return nil }
        self.former = former
        self.head = head
        servers.reserveCapacity(former.proxies.servers.count + 256)
        parts.reserveCapacity(layout.proxies.count + 1)
        if let head {
            place += layout.head.length
            // The frame follows the first line.
            add(ConfigurationLayout.Part(head.prefix(1)), of: head[0].text + "\n")
            let rest = RenderedConfiguration(lines: Array(head.dropFirst()))
            add(ConfigurationLayout.Part(rest.lines), of: rest.text, isApart: true)
        } else {
            keep(layout.head)
        }
        var next = 0
        for replacement in replacements {
            for index in next..<replacement.old.lowerBound { keepProxy(layout.proxies[index]) }
            for index in replacement.old { remove(layout.proxies[index]) }
            for proxy in replacement.new {
                let part = proxy.part
                add(part, of: proxy.text)
                parts.append(part)
                added += proxy.servers
                servers += proxy.servers
            }
            next = replacement.old.upperBound
        }
        for index in next..<layout.proxies.count { keepProxy(layout.proxies[index]) }
        keep(layout.tail)
        servers += former.proxies.servers[position...]
    }

    private mutating func keepProxy(_ part: ConfigurationLayout.Part) {
        keep(part)
        parts.append(part)
        servers += former.proxies.servers[position..<position + part.servers]
        position += part.servers
    }

    private mutating func remove(_ part: ConfigurationLayout.Part) {
        removed += former.proxies.servers[position..<position + part.servers]
        position += part.servers
        place += part.length
    }

    private mutating func keep(_ part: ConfigurationLayout.Part) {
        append(part, from: place, isFresh: false)
        place += part.length
    }

    private mutating func add(
        _ part: ConfigurationLayout.Part, of text: String, isApart: Bool = false
    ) {
        let begin = fresh.count
        fresh += text.utf8
        append(part, from: begin, isFresh: true, isApart: isApart)
    }

    private mutating func append(
        _ part: ConfigurationLayout.Part, from begin: Int, isFresh: Bool, isApart: Bool = false
    ) {
        var start = begin
        for lines in part.serverLines {
            append(start..<begin + lines.lowerBound, isFresh, isApart, isOfServers: false)
            append(
                begin + lines.lowerBound..<begin + lines.upperBound, isFresh, false,
                isOfServers: true)
            start = begin + lines.upperBound
        }
        append(start..<begin + part.length, isFresh, isApart, isOfServers: false)
    }

    private mutating func append(
        _ bytes: Range<Int>, _ isFresh: Bool, _ isApart: Bool, isOfServers: Bool
    ) {
        if !isApart, let last = segments.last, last.isFresh == isFresh,
            last.isOfServers == isOfServers, last.bytes.upperBound == bytes.lowerBound
        {
            segments[segments.count - 1].bytes = last.bytes.lowerBound..<bytes.upperBound
        } else if !bytes.isEmpty {
            segments.append(
                Segment(isFresh: isFresh, isOfServers: isOfServers, bytes: bytes))
        }
    }

    /// Returns the frame of the new configuration.
    ///
    /// - Parameter stamp: the stamp of its settings.
    private func frame(_ stamp: String) -> ProxyFrame {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(former.text.utf8.count + fresh.count)
        forEachSegment { segment, source in
            if !segment.isOfServers { bytes.append(contentsOf: source) }
        }
        bytes += stamp.utf8
        return former.proxies.frame.replacing(removed, with: added, in: bytes)
    }

    private func forEachSegment(
        _ body: (Segment, Slice<UnsafeBufferPointer<UInt8>>) -> Void
    ) {
        var text = former.text
        text.withUTF8 { old in
            fresh.withUnsafeBufferPointer { new in
                for segment in segments {
                    body(segment, (segment.isFresh ? new : old)[segment.bytes])
                }
            }
        }
    }

    /// Returns the former configuration with the new text, servers and layout.
    ///
    /// - Parameter stamp: the stamp of the settings; nil: the frame is as before.
    func result(_ stamp: String?) -> WorkerConfiguration {
        var result = former
        var head = head
        if let stamp { result.proxies.frame = frame(stamp) }
        result.proxies.servers = servers
        let line = "    \(result.proxies.frame.line)"
        head?.insert(.init(text: line, path: DocumentPath()), at: 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(former.text.utf8.count + fresh.count + 128)
        var isFirst = head != nil
        forEachSegment { _, source in
            bytes.append(contentsOf: source)
            if isFirst { bytes += (line + "\n").utf8 }
            isFirst = false
        }
        result.text = String(decoding: bytes, as: UTF8.self)
        result.layout = former.layout?.replacing(
            head: head.map { ConfigurationLayout.Part($0) }, proxies: parts)
        return result
    }

    /// Whether the frame is as before although servers differ.
    var keepsFrame: Bool {
        let frame = zip(removed, added).reduce(former.proxies.frame) {
            $0.replacing($1.0, with: $1.1)
        }
        return removed.count == added.count && frame == former.proxies.frame
    }
}
