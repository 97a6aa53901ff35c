import Addresses
import Model

extension Validation {
    /// Checks `firewall`.
    mutating func checkFirewall() {
        checkAutomaticMarks()
        guard let firewall = spec.firewall else { return }
        let path = DocumentPath([.key("firewall")])
        if let lockdown = firewall.lockdown { check(lockdown, at: path.key("lockdown")) }
        check(firewall.marks, at: path.key("marks"))
        let place = path.key("nat")
        checkTranslations(of: firewall, at: place.key("oneToOne"))
        checkForwards(of: firewall, at: place.key("forwards"))
    }

    private mutating func check(_ lockdown: Firewall.Lockdown, at path: DocumentPath) {
        for (index, network) in lockdown.admin.enumerated() where network.length == 0 {
            warning(
                .openLockdown, at: path.key("admin").index(index),
                "\(network) is every address: all reach the administration ports",
                hint: "name the networks of your administrators")
        }
        let names = Set(
            spec.services.map(\.name) + spec.proxies.map(\.name) + spec.sslServices.map(\.name))
        for (index, allowance) in lockdown.allow.enumerated()
        where !allowance.service.isEmpty && !names.contains(allowance.service) {
            error(
                .unknownAllowance, at: path.key("allow").index(index).key("service"),
                "there is no service, proxy or SSL service \"\(allowance.service)\"",
                hint: names.isEmpty
                    ? "remove it"
                    : "they are: \(names.sorted().prefix(10).joined(separator: ", "))")
        }
    }

    private mutating func check(_ marks: [Firewall.Mark], at path: DocumentPath) {
        var set: Set<ServiceKey> = []
        for mark in marks { set.formUnion(mark.addresses.map { .mark(mark.mark, $0.family) }) }
        for (index, service) in spec.services.enumerated() {
            guard case .mark(let number, let family) = service.key,
                !service.hasAutomaticMark, !set.contains(service.key)
            else { continue }
            let place = DocumentPath([.key("services"), .index(index), .key("mark")])
            warning(
                .unsetMark, at: place,
                "no element of firewall.marks sets mark \(number) on \(family.rawValue) packets",
                hint: "add `{mark: \(number), address: …, ports: […]}`, unless another program"
                    + " sets it")
        }
        let used = Set(spec.services.map(\.key))
        for (index, mark) in marks.enumerated() {
            let families = Set(mark.addresses.map(\.family)).sorted()
            if let name = mark.service {
                checkService(name, of: families, at: path.index(index))
            } else if let idle = families.first(where: { !used.contains(.mark(mark.mark, $0)) }) {
                warning(
                    .unusedMark, at: path.index(index).key("mark"),
                    "no \(idle.rawValue) service has mark \(mark.mark)",
                    hint: idle == .ipv4
                        ? "add a service with `mark: \(mark.mark)`"
                        : "add a service with `mark: \(mark.mark)` and `family: ipv6`")
            }
            guard let other = marks[..<index].firstIndex(where: { $0.conflicts(with: mark) }) else {
                continue
            }
            error(
                .markConflict, at: path.index(index),
                "its packets have \(marks[other].markName) already, and would get"
                    + " \(mark.markName)",
                hint: "a packet has one mark: give them different addresses or ports")
        }
    }

    private mutating func checkTranslations(of firewall: Firewall, at path: DocumentPath) {
        var seen: Set<IPAddress> = []
        for (index, translation) in firewall.oneToOne.enumerated() {
            let place = path.index(index).key("external")
            let external = translation.external
            if external.family != translation.internal.family {
                reportFamilies(external, translation.internal, at: place)
            }
            if !seen.insert(external).inserted {
                error(
                    .translatedListener, at: place,
                    "\(external) is translated by an earlier element already",
                    hint: "use another address, or nat.forwards for single ports")
            } else if let listener = listener(on: external, port: nil, nil) {
                error(
                    .translatedListener, at: place,
                    "\(external) is an address of \(listener), which would get no packets",
                    hint: "use an address of its own for the internal host")
            }
        }
    }

    private mutating func checkForwards(of firewall: Firewall, at path: DocumentPath) {
        var seen: Set<ServiceKey> = []
        for (index, forward) in firewall.forwards.enumerated() {
            let place = path.index(index).key("listen")
            let listen = forward.listen
            if listen.address.family != forward.to.address.family {
                reportFamilies(listen.address, forward.to.address, at: place)
            }
            if !seen.insert(.listen(forward.transport, listen)).inserted {
                error(
                    .translatedListener, at: place,
                    "\(listen) is forwarded by an earlier element already",
                    hint: "use another port")
            } else if let listener = listener(
                on: listen.address, port: listen.port, forward.transport)
            {
                error(
                    .translatedListener, at: place,
                    "\(listen) belongs to \(listener), which would get no packets",
                    hint: "use another port or address")
            }
        }
    }

    private mutating func reportFamilies(
        _ external: IPAddress, _ own: IPAddress, at path: DocumentPath
    ) {
        error(
            .translationFamilies, at: path,
            "\(external) and \(own) are of different families, which the kernel does not translate",
            hint: "use a proxy: it accepts clients of one family for servers of the other")
    }

    /// Returns the object that listens on an address; nil: none.
    ///
    /// - Parameters:
    ///   - port: the port; nil: all, so that the node itself listens too.
    ///   - transport: the protocol; nil: any.
    private func listener(
        on address: IPAddress, port: UInt16?, _ transport: TransportProtocol?
    ) -> String? {
        if port == nil,
            let node = spec.cluster?.nodes.first(where: { $0.address == address })
        {
            return "the node \(node.name)"
        }
        let ssh: UInt16 = 22
        if port == ssh, transport == .tcp,
            let node = spec.cluster?.nodes.first(where: { $0.address == address })
        {
            return "SSH of the node \(node.name)"
        }
        func takes(_ key: ServiceKey) -> Bool {
            guard case .listen(let other, let endpoint) = key, endpoint.address == address,
                transport == nil || transport == other
            else { return false }
            return port == nil || endpoint.port == 0 || endpoint.port == port
        }
        if let admission = spec.admissions.first(where: { takes($0.key) }) {
            return "the \(admission.kind) \(admission.name)"
        }
        if let api = spec.admin.listen, takes(.listen(.tcp, api)) { return "the API" }
        return spec.administrationEndpoints.contains { takes(.listen(.tcp, $0)) }
            ? "the statistics page" : nil
    }
}

extension Firewall.Mark {
    /// Whether packets would get both marks.
    fileprivate func conflicts(with other: Firewall.Mark) -> Bool {
        guard mark != other.mark, transport == other.transport,
            !Set(addresses).isDisjoint(with: other.addresses)
        else { return false }
        return ports.isEmpty || other.ports.isEmpty
            || ports.contains { range in other.ports.contains { $0.overlaps(range) } }
    }
}
