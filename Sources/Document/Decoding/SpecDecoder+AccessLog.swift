import Addresses
import Model

extension SpecDecoder {
    /// `log` of a proxy, an SSL service or the `haproxy` section.
    mutating func accessLog<Fields: ObjectFields>(
        _ key: Fields, of object: ObjectReader<Fields>
    ) -> AccessLog.Choice {
        guard let node = object[key] else { return .usual }
        guard tree.node(node).kind == .mapping else {
            let word = word(node, definition(key))
            guard let format = word.flatMap({ AccessLog.Format(rawValue: $0) }) else { return .off }
            return .on(AccessLog(format: format))
        }
        let log = nested(key, of: object, as: AccessLogFields.self) { decoder, inner in
            AccessLog(
                format: AccessLog.Format(rawValue: decoder.word(.format, of: inner)) ?? .json,
                target: decoder.accessLogTarget(inner))
        }
        return log.map { .on($0) } ?? .off
    }

    private mutating func accessLogTarget(
        _ object: ObjectReader<AccessLogFields>
    ) -> AccessLog.Target {
        guard let text = line(.target, of: object), let node = object[.target] else {
            return .journal
        }
        if let target = AccessLog.Target(text) { return target }
        report(
            .malformed, at: node, "target", "\"\(text.quotable)\" is no place for an access log",
            hint: "write journal, syslog, syslog:10.0.0.53:514, or the absolute path of a file")
        return .journal
    }
}
