import Addresses
import Model

/// Settings of interfaces that the kernel refuses, or with which frames are lost.
extension Validation {
    /// Checks an interface with those below it.
    mutating func checkLayers(of network: NodeNetwork, at path: DocumentPath) {
        let masters = network.masters
        let kinds = Dictionary(
            network.interfaces.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var tags: [VLANSettings: String] = [:]
        for (index, interface) in network.interfaces.enumerated() {
            let place = path.index(index)
            checkName(of: interface, kinds, at: place)
            checkLoopback(below: interface, at: place)
            if case .vlan(let vlan)? = interface.kind {
                check(vlan, of: interface, &tags, at: place.key("vlan"))
                if let master = masters[vlan.parent], case .bond? = kinds[master]?.kind {
                    error(
                        .networkInterface, at: place.key("vlan").key("parent"),
                        "\(vlan.parent) is a member of \(master), which takes its frames",
                        hint: "write `parent: \(master)`")
                }
            }
            if case .bridge(let members, _)? = interface.kind,
                let inner = members.first(where: { kinds[$0]?.isBridge == true })
            {
                error(
                    .networkInterface, at: place.key("bridge").key("members"),
                    "\(inner) is a bridge, and the kernel puts no bridge into another one",
                    hint: "name the members of \(inner) here, and remove \(inner)")
            }
            if case .bond(let bond)? = interface.kind, bond[.minLinks] > bond.members.count {
                error(
                    .bondOption, at: place.key("bond").key("minLinks"),
                    "\(interface.name) needs \(bond[.minLinks]) members with a carrier, and has"
                        + " \(bond.members.count): it would never have one itself",
                    hint: "write at most \(bond.members.count)")
            }
            checkMTU(of: interface, below: masters[interface.name].flatMap { kinds[$0] }, at: place)
        }
    }

    private mutating func checkName(
        of interface: NetworkInterface, _ kinds: [String: NetworkInterface], at place: DocumentPath
    ) {
        let name = interface.name
        if ["all", "default", "bonding_masters"].contains(name) || name.contains("%") {
            error(
                .networkInterface, at: place.key("name"),
                "the kernel has no interface named \(name)",
                hint: "choose another name: it uses this one for the settings of interfaces, or for"
                    + " its list of bonds, and % for numbers")
        }
        let mark = NetworkInterface.mark
        guard name.hasPrefix(mark), let other = kinds[String(name.dropFirst(mark.count))],
            other.kind != nil
        else { return }
        error(
            .networkInterface, at: place.key("name"),
            "\(name) is the second name of \(other.name), by which Ballast knows its interfaces",
            hint: "choose another name for one of them")
    }

    private mutating func checkLoopback(below interface: NetworkInterface, at place: DocumentPath) {
        guard let kind = interface.kind?.name, interface.lower.contains("lo") else { return }
        error(
            .networkInterface, at: place.key(kind).key(kind == "vlan" ? "parent" : "members"),
            "lo can't be a part of \(interface.name): the kernel refuses it",
            hint: "name a network card, or make a `dummy` interface")
    }

    private mutating func check(
        _ vlan: VLANSettings, of interface: NetworkInterface,
        _ tags: inout [VLANSettings: String], at place: DocumentPath
    ) {
        guard let other = tags.updateValue(interface.name, forKey: vlan) else { return }
        error(
            .networkInterface, at: place.key("id"),
            "VLAN \(vlan.id) of \(vlan.parent) is \(other) already, and the kernel has it once",
            hint: "move the addresses of \(interface.name) to \(other), or correct the number")
    }

    /// Checks the MTU of a member: a bond gives its own to its members, and a bridge loses the
    /// frames that are too large for one.
    private mutating func checkMTU(
        of member: NetworkInterface, below master: NetworkInterface?, at place: DocumentPath
    ) {
        guard let master, let own = member.mtu, let other = master.mtu else { return }
        let differs = master.isBridge ? own < other : own != other
        guard differs else { return }
        error(
            .networkAddress, at: place.key("mtu"),
            "\(member.name) has an MTU of \(own), and \(master.name), whose member it is, \(other)",
            hint: "remove it here, or write `mtu: \(own)` at \(master.name)")
    }
}

extension NetworkInterface {
    fileprivate var isBridge: Bool {
        if case .bridge = kind { true } else { false }
    }
}

extension NodeNetwork {
    /// The MTU of an interface by this document: its own, or that of the interface below a VLAN;
    /// nil: not given.
    func mtu(of name: String) -> Int? {
        var name = name
        // The validation refuses interfaces that contain each other.
        for _ in 0...interfaces.count {
            guard let interface = interfaces.first(where: { $0.name == name }) else { return nil }
            if let mtu = interface.mtu { return mtu }
            guard case .vlan(let vlan)? = interface.kind else { return nil }
            name = vlan.parent
        }
        return nil
    }
}
