import Addresses
import Model

/// The keys about the load of servers.
extension SpecDecoder {
    /// `feedback` of a service or a server: a word, or a mapping.
    mutating func feedback(_ node: NodeIndex, _ definition: Field) -> Feedback? {
        guard tree.node(node).kind == .mapping else {
            return word(node, definition).map { Feedback(Feedback.Method(rawValue: $0)) }
        }
        trail.append(.key("feedback"))
        defer { trail.removeLast() }
        return object(node, as: FeedbackFields.self).map { feedback($0) }
    }

    private mutating func feedback(_ object: ObjectReader<FeedbackFields>) -> Feedback {
        var feedback = Feedback(
            optionalWord(.method, of: object).flatMap { Feedback.Method(rawValue: $0) })
        feedback.address = address(.address, of: object)
        feedback.port = optionalInteger(.port, of: object).map { UInt16(clamping: $0) }
        feedback.path = path(object)
        feedback.source = address(.source, of: object)
        feedback.interval = optionalDuration(.interval, of: object)
        feedback.timeout = optionalDuration(.timeout, of: object)
        feedback.smoothing = percent(.smoothing, of: object)
        feedback.minimumStep = percent(.minimumStep, of: object)
        feedback.maximumStep = percent(.maximumStep, of: object)
        feedback.hold = optionalInteger(.hold, of: object)
        return feedback
    }

    /// `feedback` of a proxy or of one of its servers.
    mutating func proxyFeedback(_ node: NodeIndex, _ definition: Field) -> Feedback? {
        guard tree.node(node).kind == .mapping else {
            return word(node, definition).map { Feedback(Feedback.Method(rawValue: $0)) }
        }
        trail.append(.key("feedback"))
        defer { trail.removeLast() }
        guard let object = object(node, as: ProxyFeedbackFields.self) else { return nil }
        var feedback = Feedback(
            optionalWord(.method, of: object).flatMap { Feedback.Method(rawValue: $0) })
        feedback.address = address(.address, of: object)
        feedback.port = optionalInteger(.port, of: object).map { UInt16(clamping: $0) }
        feedback.interval = optionalDuration(.interval, of: object)
        return feedback
    }

    private mutating func path(_ object: ObjectReader<FeedbackFields>) -> String? {
        guard let path = text(.path, of: object), let node = object[.path] else { return nil }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ (0x21...0x7e) ~= $0 })
        else {
            report(
                .malformed, at: node, "path",
                "\"path\" has to begin with / and have no spaces, not \"\(path.quotable)\"",
                hint: "write what follows the port in a URL: /load")
            return nil
        }
        return path
    }

    /// A share in percent; nil when the key is missing or wrong.
    mutating func percent<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Int? {
        guard let node = object[field] else { return nil }
        let definition = definition(field)
        guard case .percent(let range) = definition.kind else {
            preconditionFailure("\(definition.key) is read as the share that it is")
        }
        guard let bytes = scalar(node, definition) else { return nil }
        let isShare = bytes.last == UInt8(ascii: "%")
        let number = IntegerText(bytes.dropLast(isShare ? 1 : 0))?.value
        guard isShare, let number else {
            let text = String(decoding: bytes, as: UTF8.self)
            report(
                .malformed, at: node, definition.key,
                "\"\(definition.key)\" has to be a share in percent, not \"\(text.quotable)\"",
                hint: "write \(number ?? 50)%")
            return nil
        }
        guard range.contains(number) else {
            report(
                .outOfRange, at: node, definition.key,
                "\"\(definition.key)\" has to be in \(range.lowerBound)%...\(range.upperBound)%; "
                    + "this is \(number)%")
            return nil
        }
        return number
    }
}
