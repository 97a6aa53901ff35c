import Addresses
import Model

extension SpecDecoder {
    /// `check`: a word, a number, or a mapping.
    mutating func check(_ node: NodeIndex, _ definition: Field) -> Check? {
        guard tree.node(node).kind == .mapping else {
            return checkType(node, definition).map { Check($0) }
        }
        trail.append(.key(definition.key))
        defer { trail.removeLast() }
        return object(node, as: CheckFields.self).map { check($0) }
    }

    private mutating func check(_ object: ObjectReader<CheckFields>) -> Check {
        var check = Check(
            object[.type].flatMap { checkType($0, definition(CheckFields.type)) })
        check.service = optionalWord(.service, of: object).flatMap { CheckService(rawValue: $0) }
        check.request = text(.request, of: object)
        check.method = optionalWord(.method, of: object)
        check.virtualHost = text(.virtualHost, of: object)
        check.headers = object[.headers].flatMap { headers($0) }
        check.status = object[.status].flatMap { statuses($0) }
        check.expect = text(.expect, of: object)
        check.expectRegex = expression(.expectRegex, of: object)
        if let node = object[.expectRegex], object.has(.expect) {
            report(
                .conflictingKeys, at: node, "expectRegex",
                "a check has either \"expect\" or \"expectRegex\", not both",
                hint: "remove one of them")
        }
        check.bodyLimit = size(.bodyLimit, of: object)
        check.tls = tls(.tls, of: object)
        dialogue(&check, object)
        check.send = text(.send, of: object)
        check.command = command(object)
        check.user = text(.user, of: object)
        check.exitWeights = object.has(.exitWeights) ? boolean(.exitWeights, of: object) : nil
        schedule(&check, object)
        return check
    }

    /// Decodes the TLS settings of a connection to a server.
    mutating func tls<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Check.TLS? {
        nested(field, of: object, as: TLSFields.self) { decoder, inner in
            Check.TLS(
                verify: decoder.boolean(.verify, of: inner),
                authority: decoder.text(.ca, of: inner),
                serverName: decoder.text(.serverName, of: inner))
        }
    }

    private mutating func dialogue(_ check: inout Check, _ object: ObjectReader<CheckFields>) {
        check.login = text(.login, of: object)
        check.password = secret(.password, .passwordFile, of: object)
        check.secret = secret(.secret, .secretFile, of: object)
        check.database = text(.database, of: object)
        check.recordType = optionalWord(.recordType, of: object)
            .flatMap { RecordType(rawValue: $0) }
        check.transport = optionalWord(.transport, of: object)
            .flatMap { TransportProtocol(rawValue: $0) }
        check.startTLS = object.has(.startTls) ? boolean(.startTls, of: object) : nil
    }

    private mutating func schedule(_ check: inout Check, _ object: ObjectReader<CheckFields>) {
        check.port = optionalInteger(.port, of: object).map { UInt16(clamping: $0) }
        check.address = address(.address, of: object)
        check.source = address(.source, of: object)
        check.interval = optionalDuration(.interval, of: object)
        check.downInterval = optionalDuration(.downInterval, of: object)
        check.timeout = optionalDuration(.timeout, of: object)
        check.negotiateTimeout = optionalDuration(.negotiateTimeout, of: object)
        check.fall = optionalInteger(.fall, of: object)
        check.rise = optionalInteger(.rise, of: object)
        check.start = optionalWord(.start, of: object).flatMap { StartState(rawValue: $0) }
    }

    /// A word, or the number of connects before a negotiate.
    private mutating func checkType(_ node: NodeIndex, _ field: Field) -> CheckType? {
        guard tree.node(node).kind == .scalar, !isNull(node),
            let first = tree.bytes(of: node).first, first.isDigit || first == UInt8(ascii: "-")
        else {
            if reportService(node, field) { return nil }
            return word(node, field).flatMap { CheckType($0) }
        }
        return integer(node, field, in: CheckType.connectRange).map { .connects($0) }
    }

    /// Reports a service in the place of a check's type; false: it is none.
    private mutating func reportService(_ node: NodeIndex, _ field: Field) -> Bool {
        guard tree.node(node).kind == .scalar, !isNull(node) else { return false }
        let text = String(decoding: tree.bytes(of: node), as: UTF8.self)
        guard let service = CheckService(rawValue: text), !field.kind.words.contains(text) else {
            return false
        }
        let keys = "type: negotiate, service: \(service.rawValue)"
        report(
            .unknownValue, at: node, field.key,
            "\"\(text.quotable)\" is not a value of \"\(field.key)\"",
            hint: field.key == "type" ? "write `\(keys)`" : "write `\(field.key): {\(keys)}`")
        return true
    }

    private mutating func command(_ object: ObjectReader<CheckFields>) -> String? {
        guard let path = text(.command, of: object), let node = object[.command] else { return nil }
        guard path.hasPrefix("/") else {
            report(
                .malformed, at: node, "command",
                "\"command\" has to be an absolute path, not \"\(path.quotable)\"",
                hint: "arguments are given by Ballast; write a script for others")
            return nil
        }
        return path
    }
}
