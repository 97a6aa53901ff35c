import Model

/// The links and conditions of `cluster.failover`.
extension SpecDecoder {
    /// Decodes `links`; none when the key is missing.
    mutating func failoverLinks(_ object: ObjectReader<FailoverFields>) -> [FailoverLink] {
        let links = objects(.links, of: object) { $0.failoverLink($1) }
        if let node = object[.links], tree.node(node).kind == .sequence,
            tree.node(node).count == 0
        {
            report(
                .outOfRange, at: node, "links", "\"links\" has to have at least one element",
                hint: "remove it for the interfaces of the virtual addresses")
        }
        return links
    }

    private mutating func failoverLink(_ node: NodeIndex) -> FailoverLink? {
        guard let object = object(node, as: FailoverLinkFields.self) else { return nil }
        guard
            let kind = only(
                of: [FailoverLinkFields.interface, .serial], in: object, "a failover link")
        else { return nil }
        if kind == .serial {
            refuse([.unicast, .hopLimit], of: object, without: .interface)
            let device = line(.serial, of: object)
            let speed = speed(object)
            return device.flatMap { device in
                isDevice(device, object) ? .serial(device: device, speed: speed) : nil
            }
        }
        refuse([.speed], of: object, without: .serial)
        let isUnicast = boolean(.unicast, of: object)
        if !isUnicast { refuse([.hopLimit], of: object, without: .unicast) }
        return .interface(
            name(.interface, of: object), unicast: isUnicast,
            hopLimit: UInt8(clamping: integer(.hopLimit, of: object)))
    }

    private mutating func isDevice(
        _ device: String, _ object: ObjectReader<FailoverLinkFields>
    ) -> Bool {
        let parts = device.split(separator: "/")
        if device.hasPrefix("/dev/"), parts.count > 1, !parts.contains("..") { return true }
        if let node = object[.serial] {
            report(
                .malformed, at: node, "serial",
                "\"serial\" has to be a device below /dev, not \"\(device.quotable)\"",
                hint: "write /dev/ttyS0, or the name in /dev/serial/by-id")
        }
        return false
    }

    private mutating func speed(_ object: ObjectReader<FailoverLinkFields>) -> Int {
        let speed = integer(.speed, of: object)
        if let node = object[.speed], !FailoverLink.speeds.contains(speed) {
            report(
                .unknownValue, at: node, "speed", "no serial line has the speed \(speed)",
                hint: "write one of: "
                    + FailoverLink.speeds.map(String.init).joined(separator: ", "))
        }
        return speed
    }

    /// Decodes `track`; none when the key is missing.
    mutating func failoverTracks(_ object: ObjectReader<FailoverFields>) -> [FailoverTrack] {
        var seen: [String: NodeIndex] = [:]
        return objects(.track, of: object) { $0.failoverTrack($1, &seen) }
    }

    private mutating func failoverTrack(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> FailoverTrack? {
        guard let object = object(node, as: FailoverTrackFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "failover condition")
        let weight = optionalInteger(.weight, of: object)
        let delay = duration(.delay, of: object).duration
        guard let kind = only(of: FailoverTrackFields.kinds, in: object, "a failover condition")
        else { return nil }
        if kind != .script { refuse([.user, .interval, .timeout], of: object, without: .script) }
        var track = condition(kind, object).map {
            FailoverTrack(name: name, condition: $0, weight: weight)
        }
        track?.delay = delay
        track?.user = text(.user, of: object) ?? FailoverTrack.usualUser
        return track
    }

    private mutating func condition(
        _ kind: FailoverTrackFields, _ object: ObjectReader<FailoverTrackFields>
    ) -> FailoverTrack.Condition? {
        switch kind {
        case .interface: return .interface(name(.interface, of: object))
        case .process: return line(.process, of: object).map { .process($0) }
        case .services: return percent(.services, of: object).map { .services(atLeast: $0) }
        default: break
        }
        let interval = duration(.interval, of: object).duration
        let timeout = optionalDuration(.timeout, of: object) ?? interval
        guard let command = line(.script, of: object), let node = object[.script] else {
            return nil
        }
        guard command.hasPrefix("/") else {
            report(
                .malformed, at: node, "script",
                "\"script\" has to begin with an absolute path, not \"\(command.quotable)\"",
                hint: "write /usr/local/bin/check-uplink")
            return nil
        }
        return .script(command: command, interval: interval, timeout: timeout)
    }

    /// Returns the only key of these that an object has; nil, with a finding, if it has none or
    /// several.
    private mutating func only<Fields: ObjectFields>(
        of keys: [Fields], in object: ObjectReader<Fields>, _ noun: String
    ) -> Fields? {
        let fields = keys.map { definition($0) }
        let names = fields.map(\.key)
        let list = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        let present = keys.indices.filter { object.has(keys[$0]) }
        guard let first = present.first, let last = present.last else {
            report(
                .missingKey, at: object.node, nil, "\(noun) needs \(list)",
                hint: "add `\(names[0]): \(fields[0].kind.example)`")
            return nil
        }
        guard present.count == 1 else {
            report(
                .conflictingKeys, at: object[keys[last]] ?? object.node, names[last],
                "\(noun) has \"\(names[first])\" or \"\(names[last])\", not both",
                hint: "write an element for each")
            return nil
        }
        return keys[first]
    }

    /// Reports keys that mean nothing without another one.
    private mutating func refuse<Fields: ObjectFields>(
        _ keys: [Fields], of object: ObjectReader<Fields>, without other: Fields
    ) {
        let companion = definition(other).key
        for key in keys {
            guard let node = object[key] else { continue }
            let name = definition(key).key
            report(
                .conflictingKeys, at: node, name,
                "\"\(name)\" applies to \"\(companion)\" only", hint: "remove it")
        }
    }
}
