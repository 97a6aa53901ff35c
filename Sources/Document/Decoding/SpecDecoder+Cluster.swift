import Addresses
import Model

extension SpecDecoder {
    /// `cluster`.
    mutating func cluster(_ node: NodeIndex) -> Cluster? {
        trail.append(.key("cluster"))
        defer { trail.removeLast() }
        guard let object = object(node, as: ClusterFields.self) else { return nil }
        var seen: [String: NodeIndex] = [:]
        return Cluster(
            name: name(.name, of: object),
            nodes: objects(.nodes, of: object) { $0.clusterNode($1, &seen) },
            connectionSync: connectionSync(object), tableSync: tableSync(object),
            failover: failover(object), replication: replication(object))
    }

    private mutating func clusterNode(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> Model.Node? {
        guard let object = object(node, as: NodeFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "node")
        return Model.Node(
            name: name, address: address(.address, of: object),
            priority: UInt8(clamping: integer(.priority, of: object)),
            network: network(object))
    }

    /// An element of `virtualAddresses`.
    mutating func virtualAddress(_ node: NodeIndex) -> VirtualAddress? {
        guard let object = object(node, as: VirtualAddressFields.self) else { return nil }
        let address = prefix(.address, of: object)
        let isExternal = boolean(.external, of: object)
        if !isExternal, !object.has(.interface) {
            report(
                .missingKey, at: object.node, nil,
                "a virtual address needs the key \"interface\"",
                hint: "add `interface: eth0`, or `external: true` where another program carries it")
        }
        let interface = object.has(.interface) ? name(.interface, of: object) : ""
        let group = object.has(.group) ? name(.group, of: object) : nil
        return address.map {
            VirtualAddress(
                address: $0, interface: interface, isExternal: isExternal, group: group)
        }
    }

    /// `health`, or the defaults.
    mutating func health(_ root: ObjectReader<RootFields>) -> HealthDefaults {
        let given = nested(.health, of: root, as: HealthFields.self) { decoder, object in
            var defaults = HealthDefaults(
                interval: decoder.duration(.interval, of: object).duration,
                timeout: decoder.duration(.timeout, of: object).duration,
                negotiateTimeout: decoder.duration(.negotiateTimeout, of: object).duration,
                fall: decoder.integer(.fall, of: object),
                rise: decoder.integer(.rise, of: object),
                quiescent: decoder.boolean(.quiescent, of: object))
            defaults.backupInterval = decoder.optionalDuration(.backupInterval, of: object)
            return defaults
        }
        return given ?? HealthDefaults()
    }

    /// `ipvs`, or nothing.
    mutating func ipvs(_ root: ObjectReader<RootFields>) -> IPVSSettings {
        let given = nested(.ipvs, of: root, as: IPVSFields.self) { decoder, object in
            let timeouts = decoder.nested(.timeouts, of: object, as: TimeoutFields.self) {
                IPVSTimeouts(
                    tcp: $0.seconds(.tcp, of: $1), tcpFin: $0.seconds(.tcpFin, of: $1),
                    udp: $0.seconds(.udp, of: $1))
            }
            return IPVSSettings(
                timeouts: timeouts, sysctls: object[.sysctls].map { decoder.sysctls($0) } ?? [:])
        }
        return given ?? IPVSSettings()
    }

    private mutating func sysctls(_ node: NodeIndex) -> [Sysctl: SysctlValue] {
        trail.append(.key("sysctls"))
        defer { trail.removeLast() }
        guard let slots = object(node, table: SysctlFields.table) else { return [:] }
        var values: [Sysctl: SysctlValue] = [:]
        for (slot, sysctl) in Sysctl.allCases.enumerated() {
            guard let node = slots[slot] else { continue }
            values[sysctl] = sysctlValue(node, SysctlFields.table.fields[slot])
        }
        return values
    }

    private mutating func sysctlValue(_ node: NodeIndex, _ field: Field) -> SysctlValue? {
        switch field.kind {
        case .integer(let range):
            return integer(node, field, in: range).map { SysctlValue([$0]) }
        case .integers(let count, let range):
            let isList = tree.node(node).kind == .sequence
            let length = Int(tree.node(node).count)
            guard isList, length == count else {
                if isList {
                    report(
                        .outOfRange, at: node, field.key,
                        "\"\(field.key)\" has to be a list of \(count) numbers; this has \(length)")
                } else {
                    reportType(
                        node, field.key, "\"\(field.key)\" has to be a list of \(count) numbers",
                        hint: "write it as the kernel's default is: [3, 50]")
                }
                return nil
            }
            return SysctlValue(tree.elements(of: node).map { integer($0, field, in: range) ?? 0 })
        default:
            return nil
        }
    }
}
