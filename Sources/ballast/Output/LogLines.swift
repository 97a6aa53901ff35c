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

    /// The JSON form of a line.
    private struct Line: Encodable {
        let time: String
        let level: String
        let message: String
        let fields: [String: String]
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let text = line(event.level, "\(event.message)", fields)
        LogPipe.standardError.write(text) { count in
            line(.warning, "\(counted(count, "line")) of the log lost: nobody read them", [:])
        }
    }

    private func line(
        _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata
    ) -> String {
        let time = timestamp(wallClock())
        guard json else {
            let pairs = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            return "\(time) \(level.rawValue): \(message)\(pairs.joined())"
        }
        let line = Line(
            time: time, level: level.rawValue, message: message,
            fields: fields.mapValues { "\($0)" })
        // A line of plain strings always encodes.
        return (try? compactJSON(line)) ?? ""
    }
}

extension Event {
    /// How loud the event is in the log.
    var level: Logger.Level {
        switch kind {
        case .accepted, .applied, .drained, .empty, .recovered, .up, .quorumRegained, .renewed,
            .worker:
            .info
        case .drift, .watcher, .down, .untold, .quorumLost, .certificate, .cut: .warning
        case .rejected, .unreadable, .failed: .error
        }
    }

    /// Writes the event, and its details a line each.
    func log(to logger: Logger) {
        logger.log(level: level, "\(kind.rawValue): \(message)")
        for detail in details where detail != message && !message.hasSuffix(detail) {
            logger.log(level: level, "  \(detail)")
        }
    }
}
