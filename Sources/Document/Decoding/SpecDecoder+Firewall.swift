import Addresses
import Model

extension SpecDecoder {
    /// Decodes `firewall`; nil when the key is missing or wrong.
    mutating func firewall(_ root: ObjectReader<RootFields>) -> Firewall? {
        nested(.firewall, of: root, as: FirewallFields.self) { decoder, object in
            var firewall = Firewall()
            firewall.lockdown = decoder.nested(
                .lockdown, of: object, as: LockdownFields.self
            ) { $0.lockdown($1) }
            firewall.marks = decoder.objects(.marks, of: object) { $0.firewallMark($1) }
            firewall.markRange = decoder.markRange(object)
            _ = decoder.nested(
                .nat, of: object, as: AddressTranslationFields.self
            ) { decoder, inner in
                firewall.masquerade = decoder.objects(.masquerade, of: inner) {
                    $0.masquerade($1)
                }
                firewall.oneToOne = decoder.objects(.oneToOne, of: inner) { $0.translation($1) }
                firewall.forwards = decoder.objects(.forwards, of: inner) { $0.forward($1) }
                firewall.fileTransfers =
                    inner.has(.ftp) ? decoder.boolean(.ftp, of: inner) : nil
            }
            firewall.rules = decoder.objects(.rules, of: object) { $0.rawRule($1) }
            var names: [String: NodeIndex] = [:]
            firewall.blocklists = decoder.objects(.blocklists, of: object) {
                $0.blocklist($1, &names)
            }
            return firewall
        }
    }

    private mutating func lockdown(_ object: ObjectReader<LockdownFields>) -> Firewall.Lockdown {
        Firewall.Lockdown(
            admin: networks(.admin, of: object),
            ports: object.has(.ports)
                ? ports(.ports, of: object) : Firewall.Lockdown.usualPorts,
            allow: objects(.allow, of: object) { decoder, node in
                guard let inner = decoder.object(node, as: AllowanceFields.self) else {
                    return nil
                }
                return Firewall.Allowance(
                    service: decoder.name(.service, of: inner),
                    from: decoder.networks(.from, of: inner))
            })
    }

    private mutating func firewallMark(_ node: NodeIndex) -> Firewall.Mark? {
        guard let object = object(node, as: FirewallMarkFields.self) else { return nil }
        let addresses = elements(.address, of: object) { $0.address($1, $2) }
        var mark = Firewall.Mark(
            mark: UInt32(
                clamping: optionalInteger(.mark, of: object) ?? (object.has(.service) ? 0 : 1)),
            addresses: addresses,
            transport: TransportProtocol(rawValue: word(.protocol, of: object)) ?? .tcp,
            ports: ports(.ports, of: object))
        if object.has(.service) { mark.service = name(.service, of: object) }
        if let node = object[.mark], object.has(.service) {
            report(
                .conflictingKeys, at: node, "mark",
                "packets have either \"service\" or \"mark\", not both",
                hint: "remove one of them")
        } else if !object.has(.mark), !object.has(.service) {
            report(
                .missingKey, at: object.node, nil,
                "a firewall mark needs the key \"service\" or \"mark\"",
                hint: "add `service: NAME` for the service that balances the packets")
        }
        return mark
    }

    /// `markRange`.
    private mutating func markRange(_ object: ObjectReader<FirewallFields>) -> MarkRange {
        nested(.markRange, of: object, as: MarkRangeFields.self) { decoder, inner in
            MarkRange(
                first: UInt32(clamping: decoder.integer(.first, of: inner)),
                last: UInt32(clamping: decoder.integer(.last, of: inner)))
        } ?? MarkRange()
    }

    private mutating func masquerade(_ node: NodeIndex) -> Firewall.Masquerade? {
        guard let object = object(node, as: MasqueradeFields.self) else { return nil }
        let interface = name(.interface, of: object)
        return prefix(.source, of: object).map {
            Firewall.Masquerade(source: $0, interface: interface)
        }
    }

    private mutating func translation(_ node: NodeIndex) -> Firewall.Translation? {
        guard let object = object(node, as: OneToOneFields.self) else { return nil }
        let external = address(.external, of: object)
        let own = address(.internal, of: object)
        let interface = name(.interface, of: object)
        guard let external, let own else { return nil }
        return Firewall.Translation(external: external, internal: own, interface: interface)
    }

    private mutating func forward(_ node: NodeIndex) -> Firewall.Forward? {
        guard let object = object(node, as: PortForwardFields.self) else { return nil }
        let listen = endpoint(.listen, of: object)
        let transport = TransportProtocol(rawValue: word(.protocol, of: object)) ?? .tcp
        let target = endpoint(.to, of: object)
        for (endpoint, field) in [(listen, PortForwardFields.listen), (target, .to)]
        where endpoint?.port == 0 {
            let key = definition(field).key
            report(
                .outOfRange, at: object[field] ?? object.node, key,
                "the port of \"\(key)\" has to be in 1...65535",
                hint: "oneToOne translates every port of an address")
        }
        guard let listen, let target else { return nil }
        return Firewall.Forward(listen: listen, transport: transport, to: target)
    }

    /// Ports and ranges of ports; none when the key is missing, and without invalid ones.
    mutating func ports<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [ClosedRange<UInt16>] {
        elements(field, of: object) { decoder, node, definition in
            guard let bytes = decoder.scalar(node, definition) else { return nil }
            if let range = PortRange(bytes) { return range.ports }
            let text = String(decoding: bytes, as: UTF8.self)
            decoder.report(
                .malformed, at: node, definition.key,
                "\"\(text.quotable)\" is no port and no range of ports",
                hint: "write a number in 1...65535, or a range such as 1024-65535")
            return nil
        }
    }
}
