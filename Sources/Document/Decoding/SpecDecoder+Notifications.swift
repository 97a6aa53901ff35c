import Addresses
import Model

extension SpecDecoder {
    /// `notifications`; nil when the key is missing.
    mutating func notifications(_ root: ObjectReader<RootFields>) -> Notifications? {
        nested(.notifications, of: root, as: NotificationFields.self) { decoder, object in
            Notifications(
                command: decoder.command(object),
                mail: decoder.nested(.mail, of: object, as: MailFields.self) { $0.mail($1) }
                    ?? nil)
        }
    }

    private mutating func command(
        _ object: ObjectReader<NotificationFields>
    ) -> Notifications.Command? {
        let events = events(.events, of: object)
        let timeout = duration(.timeout, of: object).duration
        let user = text(.user, of: object) ?? Notifications.Command.usualUser
        guard let node = object[.command] else {
            for key in [NotificationFields.user, .events, .timeout] {
                guard let node = object[key] else { continue }
                let name = definition(key).key
                report(
                    .missingKey, at: node, name, "\"\(name)\" applies to \"command\" only",
                    hint: "add `command: /path/of/program`, or remove it")
            }
            return nil
        }
        guard let path = text(.command, of: object) else { return nil }
        guard path.hasPrefix("/") else {
            report(
                .malformed, at: node, "command",
                "\"command\" has to be an absolute path, not \"\(path.quotable)\"",
                hint: "arguments are given by Ballast; write a script for others")
            return nil
        }
        return Notifications.Command(path: path, user: user, events: events, timeout: timeout)
    }

    private mutating func events<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Set<Event.Kind> {
        guard object.has(field), let node = object[field] else {
            return Notifications.usualEvents
        }
        let definition = definition(field)
        guard tree.node(node).kind == .sequence else {
            reportType(
                node, definition.key, "\"\(definition.key)\" has to be a list",
                hint: "write `\(definition.key): \(definition.kind.example)`")
            return []
        }
        return Set(
            tree.elements(of: node).compactMap { element in
                word(element, definition).flatMap { Event.Kind(rawValue: $0) }
            })
    }

    private mutating func mail(_ object: ObjectReader<MailFields>) -> Notifications.Mail? {
        let to = object[.to].map { mailAddresses($0, definition(MailFields.to)) } ?? []
        let from = text(.from, of: object).flatMap { text in
            object[.from].flatMap { mailAddress(text, $0, "from") }
        }
        let relay = text(.relay, of: object).flatMap { text in
            object[.relay].flatMap { self.relay(text, $0) }
        }
        let speaksTLS = boolean(.startTls, of: object)
        let tls = Notifications.Mail.TLS(
            verify: boolean(.verify, of: object), authority: text(.ca, of: object))
        let login = text(.login, of: object)
        let password = secret(.password, .passwordFile, of: object)
        if !speaksTLS {
            for key in [MailFields.verify, .ca, .login, .password, .passwordFile] {
                guard let node = object[key] else { continue }
                let name = definition(key).key
                report(
                    .conflictingKeys, at: node, name,
                    "\"\(name)\" means nothing, or is unsafe, without TLS",
                    hint: "remove it, or `startTls: false`")
            }
        }
        let events = events(.events, of: object)
        let again = optionalDuration(.repeatInterval, of: object)
        guard let from, let relay, !to.isEmpty else { return nil }
        var mail = Notifications.Mail(
            to: to, from: from, relay: relay.host, port: relay.port, tls: speaksTLS ? tls : nil,
            login: login, password: password, events: events)
        mail.repeatInterval = again
        return mail
    }

    private mutating func mailAddresses(_ node: NodeIndex, _ field: Field) -> [MailAddress] {
        guard tree.node(node).kind == .sequence, (1...50).contains(tree.node(node).count) else {
            reportType(
                node, field.key, "\"\(field.key)\" has to be a list of 1 to 50 addresses",
                hint: "write `\(field.key): \(field.kind.example)`")
            return []
        }
        return tree.elements(of: node).compactMap { element in
            scalar(element, field).flatMap {
                mailAddress(String(decoding: $0, as: UTF8.self), element, field.key)
            }
        }
    }

    private mutating func mailAddress(
        _ text: String, _ node: NodeIndex, _ key: String
    ) -> MailAddress? {
        if let address = MailAddress(text) { return address }
        report(
            .malformed, at: node, key, "\"\(text.quotable)\" is no mail address",
            hint: "write it alone, as ops@example.org")
        return nil
    }

    /// A name or an address, with or without a port.
    private mutating func relay(
        _ text: String, _ node: NodeIndex
    ) -> (host: String, port: UInt16)? {
        if let address = IPAddress(text) { return ("\(address)", 25) }
        if let endpoint = Endpoint(text), endpoint.port > 0 {
            return ("\(endpoint.address)", endpoint.port)
        }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let port = parts.count == 2 ? UInt16(Substring(parts[1])) : 25
        let isName = parts[0].allSatisfy {
            $0.isDigit || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d
                || $0 == 0x2e || $0 == 0x5f
        }
        guard parts.count <= 2, isName, !parts[0].isEmpty, parts[0].count <= 253, let port, port > 0
        else {
            report(
                .malformed, at: node, "relay",
                "\"\(text.quotable)\" is no name or address of a host, with or without a port",
                hint: "write mail.example.org:25")
            return nil
        }
        return (String(Substring(parts[0])), port)
    }
}
