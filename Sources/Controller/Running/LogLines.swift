import Files
import Logging
import Model

/// Log lines on standard error: text for people, or JSON for collectors.
struct LogLines: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let json: Bool

    init(json: Bool) {
        self.json = json
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Metadata of a line that is an event: its kind, and its details as a list.
    static let (kind, details) = ("event", "details")

    func log(event: LogEvent) {
        for text in lines(of: event) {
            LogPipe.standardError.write(text) { count in
                lines(.warning, "\(counted(count, "line")) of the log lost: no program read them")
                    .joined()
            }
        }
    }

    private func lines(of event: LogEvent) -> [String] {
        var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let kind = fields.removeValue(forKey: Self.kind).flatMap { Event.Kind(rawValue: "\($0)") }
        var details: [String] = []
        if case .array(let list)? = fields.removeValue(forKey: Self.details) {
            details = list.map { "\($0)" }
        }
        return lines(event.level, "\(event.message)", fields, kind, details)
    }

    /// The text of a line: one in JSON, else one more for each detail.
    func lines(
        _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata = [:],
        _ kind: Event.Kind? = nil, _ details: [String] = []
    ) -> [String] {
        let time = timestamp(wallClock())
        guard json else {
            let pairs = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let begin = "\(time) \(level.rawValue):"
            let title = kind.map { "\($0.rawValue): " } ?? ""
            return ["\(begin) \(title)\(message)\(pairs.joined())"]
                + details.filter { $0 != message && !message.hasSuffix($0) }
                .map { "\(begin)   \($0)" }
        }
        let line = LogLine(
            time: time, level: level.rawValue, message: message, event: kind,
            details: kind == nil ? nil : details, fields: fields.mapValues { "\($0)" })
        // A line of plain strings always encodes.
        return (try? compactJSON(line)).map { [$0] } ?? []
    }
}

extension Event {
    /// How loud the event is in the log.
    var level: Logger.Level {
        switch kind {
        case .accepted, .applied, .drained, .empty, .recovered, .up, .quorumRegained, .renewed,
            .worker, .role, .replicated, .peer, .pending:
            .info
        case .drift, .watcher, .down, .untold, .quorumLost, .certificate, .cut, .replication,
            .reverted:
            .warning
        case .rejected, .unreadable, .failed: .error
        }
    }

    /// Writes the event with its details.
    func log(to logger: Logger) {
        logger.log(
            level: level, "\(message)",
            metadata: [
                LogLines.kind: "\(kind.rawValue)",
                LogLines.details: .array(details.map { "\($0)" }),
            ])
    }
}
