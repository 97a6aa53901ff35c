import Addresses
import Model

extension SpecDecoder {
    /// `network` of a node; nil when the key is missing or wrong.
    mutating func network(_ node: ObjectReader<NodeFields>) -> NodeNetwork? {
        nested(.network, of: node, as: NetworkFields.self) { decoder, object in
            var seen: [String: NodeIndex] = [:]
            let manage = NodeNetwork.Management(rawValue: decoder.word(.manage, of: object))
            return NodeNetwork(
                manage: manage ?? .none,
                interfaces: decoder.objects(.interfaces, of: object) {
                    $0.networkInterface($1, &seen)
                },
                routes: decoder.objects(.routes, of: object) { $0.networkRoute($1) },
                rules: decoder.objects(.rules, of: object) { $0.routingRules($1) }.flatMap(\.self),
                nameservers: decoder.elements(.nameservers, of: object) { $0.address($1, $2) },
                search: decoder.texts(.search, of: object),
                hostName: decoder.line(.hostname, of: object))
        }
    }

    private mutating func networkInterface(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> NetworkInterface? {
        guard let object = object(node, as: NetworkInterfaceFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "interface")
        let given = NetworkInterfaceFields.kinds.filter(object.has)
        if given.count > 1, let second = object[given[1]] {
            report(
                .conflictingKeys, at: second, "\(given[1])",
                "an interface is either a \(given[0]) or a \(given[1]), not both",
                hint: "remove one of them, or make two interfaces")
        }
        var interface = NetworkInterface(
            name: name, addresses: networkAddresses(object),
            gateways: elements(.gateway, of: object) { $0.address($1, $2) },
            mtu: optionalInteger(.mtu, of: object), kind: interfaceKind(object))
        interface.reversePathFilter = optionalWord(.reversePathFilter, of: object).flatMap {
            ReversePathFilter(word: $0)
        }
        return interface
    }

    /// Addresses with the lengths of their networks; invalid ones are omitted.
    private mutating func networkAddresses(
        _ object: ObjectReader<NetworkInterfaceFields>
    ) -> [Prefix] {
        elements(.addresses, of: object) { decoder, node, definition in
            guard let text = decoder.text(node, definition, 2...49) else { return nil }
            if let prefix = Prefix(text) { return prefix }
            let hint = IPAddress(text).map { address in
                "write \(address)/\(address.family == .ipv4 ? 24 : 64), with the length of your"
                    + " network"
            }
            decoder.report(
                .malformed, at: node, definition.key,
                "\"\(text.quotable)\" is not an address with a prefix length, such as 10.0.0.21/24",
                hint: hint)
            return nil
        }
    }

    private mutating func interfaceKind(
        _ object: ObjectReader<NetworkInterfaceFields>
    ) -> NetworkInterface.Kind? {
        let bond = nested(.bond, of: object, as: BondFields.self) { $0.bond($1) }
        if let bond { return .bond(bond) }
        let vlan = nested(.vlan, of: object, as: VLANFields.self) { decoder, inner in
            VLANSettings(
                id: UInt16(clamping: decoder.optionalInteger(.id, of: inner) ?? 1),
                parent: decoder.name(.parent, of: inner),
                isProvider: decoder.word(.protocol, of: inner) == "802.1ad")
        }
        if let vlan { return .vlan(vlan) }
        let bridge = nested(.bridge, of: object, as: BridgeFields.self) { decoder, inner in
            NetworkInterface.Kind.bridge(
                members: decoder.texts(.members, of: inner),
                spanningTree: decoder.boolean(.stp, of: inner))
        }
        if let bridge { return bridge }
        return object.has(.dummy) && boolean(.dummy, of: object) ? .dummy : nil
    }

    private mutating func bond(_ object: ObjectReader<BondFields>) -> BondSettings {
        var bond = BondSettings(
            mode: BondSettings.Mode(word: word(.mode, of: object)) ?? .activeBackup,
            members: texts(.members, of: object),
            primary: object.has(.primary) ? name(.primary, of: object) : nil)
        bond.arpTargets = elements(.arpTargets, of: object) { decoder, node, definition in
            guard let address = decoder.address(node, definition) else { return nil }
            if case .v4(let address) = address { return address }
            decoder.report(
                .malformed, at: node, definition.key, "\(address) is no IPv4 address",
                hint: "only IPv4 has ARP")
            return nil
        }
        for field in BondFields.allCases where object.has(field) {
            guard let option = field.option else { continue }
            bond.options[option] = bondOption(field, of: object, option)
        }
        // The kernel refuses both kinds of monitoring at once.
        if bond.options[.miimon] == nil, bond[.arpInterval] > 0 { bond.options[.miimon] = 0 }
        bond.options = bond.options.filter { $0.value != $0.key.usual }
        return bond
    }

    private mutating func bondOption(
        _ field: BondFields, of object: ObjectReader<BondFields>, _ option: BondOption
    ) -> Int {
        switch definition(field).kind {
        case .duration(let rule):
            let milliseconds = duration(field, of: object).milliseconds
            return rule.wholeSeconds ? milliseconds / 1_000 : milliseconds
        case .boolean: return boolean(field, of: object) ? 1 : 0
        case .word: return option.words?.firstIndex(of: word(field, of: object)) ?? 0
        default: return integer(field, of: object)
        }
    }
}
