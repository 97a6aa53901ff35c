import Addresses
import Model

extension SpecDecoder {
    /// `services`.
    mutating func services(_ root: ObjectReader<RootFields>) -> [Service] {
        var seen: [String: NodeIndex] = [:]
        return objects(.services, of: root) { $0.service($1, &seen) }
    }

    /// An element of `services`.
    mutating func service(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> Service? {
        guard let object = object(node, as: ServiceFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "service")
        let (key, hasAutomaticMark) = serviceKey(object)
        let scheduler = Scheduler(rawValue: word(.scheduler, of: object))
        var service = Service(
            name: name, key: key, scheduler: scheduler,
            persistence: persistence(object, of: key),
            forwarding: object[.forwarding].flatMap { forwarding($0) } ?? .gate,
            check: object[.check].flatMap { check($0, definition(ServiceFields.check)) },
            fallback: fallback(object), servers: servers(object))
        service.hasAutomaticMark = hasAutomaticMark
        service.schedulerFlags = schedulerFlags(object, of: scheduler)
        service.onePacket = boolean(.onePacket, of: object)
        service.drain = drain(object)
        service.handover = Handover(rawValue: word(.handover, of: object)) ?? .whenProven
        service.quorum = quorum(object)
        service.quiescent = object.has(.quiescent) ? boolean(.quiescent, of: object) : nil
        service.onFail = optionalWord(.onFail, of: object).flatMap { FailurePolicy(rawValue: $0) }
        service.feedback = object[.feedback]
            .flatMap { feedback($0, definition(ServiceFields.feedback)) }
        service.limits = sourceLimits(.limits, of: object)
        return service
    }

    /// `listen`, or `mark` with `family`; and whether the mark is `auto`.
    private mutating func serviceKey(
        _ object: ObjectReader<ServiceFields>
    ) -> (key: ServiceKey, hasAutomaticMark: Bool) {
        let endpoint = endpoint(.listen, of: object)
        let mark = object[.mark].flatMap { firewallMark($0, definition(ServiceFields.mark)) }
        let family = AddressFamily(rawValue: word(.family, of: object)) ?? .ipv4
        let transport = TransportProtocol(rawValue: word(.protocol, of: object)) ?? .tcp
        if let node = object[.mark] {
            if object.has(.listen) {
                report(
                    .conflictingKeys, at: node, "mark",
                    "a service has either \"listen\" or \"mark\", not both",
                    hint: "remove one of them")
            } else if let node = object[.protocol] {
                report(
                    .conflictingKeys, at: node, "protocol",
                    "\"protocol\" applies to \"listen\" only: a firewall mark is on packets of any "
                        + "protocol", hint: "remove it")
            }
            return (.mark(mark?.number ?? 0, family), mark?.isAutomatic == true)
        }
        if !object.has(.listen) {
            report(
                .missingKey, at: object.node, nil, "a service needs the key \"listen\" or \"mark\"",
                hint: "add `listen: 10.0.0.100:80`, or `mark: 1` for a firewall mark")
        }
        if let node = object[.family] {
            report(
                .conflictingKeys, at: node, "family",
                "\"family\" applies to \"mark\" only: the address of \"listen\" says which it is",
                hint: "remove it")
        }
        let unknown = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 0)
        return (.listen(transport, endpoint ?? unknown), false)
    }

    /// A firewall mark, with number 0 for `auto`; nil: neither a mark nor that word.
    private mutating func firewallMark(
        _ node: NodeIndex, _ field: Field
    ) -> (number: UInt32, isAutomatic: Bool)? {
        guard case .wordOrInteger(_, let range) = field.kind else {
            preconditionFailure("\(field.key) is read as the word or number that it is")
        }
        guard tree.node(node).kind == .scalar,
            tree.bytes(of: node).elementsEqual("auto".utf8)
        else {
            return integer(node, field, in: range).map { (UInt32(clamping: $0), false) }
        }
        return word(node, field).map { _ in (0, true) }
    }

    private mutating func schedulerFlags(
        _ object: ObjectReader<ServiceFields>, of scheduler: Scheduler
    ) -> SchedulerFlags {
        guard let node = object[.schedulerFlags] else {
            // Without it, clients of a server that is down or drained are refused.
            return scheduler == .sourceHash || scheduler == .maglevHash ? .fallback : []
        }
        let field = definition(ServiceFields.schedulerFlags)
        guard tree.node(node).kind == .sequence else {
            let text = tree.text(of: node).quotable
            reportType(
                node, field.key, "\"\(field.key)\" has to be a list of words",
                hint: "write `\(field.key): [\(text)]`")
            return []
        }
        var flags: SchedulerFlags = []
        trail.append(.key(field.key))
        for (position, element) in tree.elements(of: node).enumerated() {
            trail.append(.index(position))
            if let word = word(element, field), let name = SchedulerFlagName(rawValue: word) {
                flags.insert(name.flag)
                reportFlag(name, of: scheduler, at: element)
            }
            trail.removeLast()
        }
        trail.removeLast()
        return flags
    }

    private mutating func reportFlag(
        _ flag: SchedulerFlagName, of scheduler: Scheduler, at node: NodeIndex
    ) {
        guard let owner = flag.scheduler, owner != scheduler, !scheduler.rawValue.isEmpty else {
            return
        }
        report(
            .schedulerFlag, at: node, nil,
            "\"\(flag.rawValue)\" applies to scheduler \(owner.rawValue) only; this service has "
                + scheduler.rawValue,
            hint: "write `scheduler: \(owner.rawValue)`, or remove the flag")
    }

    private mutating func persistence(
        _ object: ObjectReader<ServiceFields>, of key: ServiceKey
    ) -> Persistence? {
        nested(.persistence, of: object, as: PersistenceFields.self) { decoder, inner in
            let engine = inner[.engine].flatMap {
                decoder.word($0, decoder.definition(PersistenceFields.engine))
            }
            return Persistence(
                timeout: decoder.seconds(.timeout, of: inner),
                prefixLength: decoder.prefixLength(inner, of: key),
                engine: engine.map { PersistenceEngine(rawValue: $0) })
        }
    }

    /// `netmask` or `prefixLength`.
    private mutating func prefixLength(
        _ object: ObjectReader<PersistenceFields>, of key: ServiceKey
    ) -> UInt8? {
        let ones = netmask(.netmask, of: object)
        let length = optionalInteger(.prefixLength, of: object)
        if let node = object[.netmask], object.has(.prefixLength) {
            report(
                .conflictingKeys, at: node, "netmask",
                "persistence has either \"netmask\" or \"prefixLength\", not both",
                hint: "remove one of them")
        } else if let node = object[.netmask], key.family == .ipv6 {
            report(
                .conflictingKeys, at: node, "netmask",
                "\"netmask\" is for IPv4, and this service's clients are IPv6",
                hint: "write `prefixLength: 64`")
        }
        if let node = object[.prefixLength], let length, length > Int(key.family.bits) {
            report(
                .outOfRange, at: node, "prefixLength",
                "\"prefixLength\" has to be in 1...\(key.family.bits) for "
                    + "\(key.family == .ipv4 ? "IPv4" : "IPv6"); this is \(length)")
        }
        return ones ?? length.map { UInt8(clamping: $0) }
    }

    private mutating func drain(_ object: ObjectReader<ServiceFields>) -> DrainPolicy {
        let given = nested(.drain, of: object, as: DrainFields.self) { decoder, inner in
            DrainPolicy(
                timeout: decoder.seconds(.timeout, of: inner),
                onTimeout: DrainPolicy.OnTimeout(rawValue: decoder.word(.onTimeout, of: inner))
                    ?? .remove)
        }
        return given ?? DrainPolicy()
    }
}
