import Addresses

extension HostRecord: Codable {
    private enum Key: CodingKey {
        case version, host, time, uptime, domains, failures, services, addresses, interfaces
        case unknown, switchedOff, sysctls, timeouts, syncDaemons, firewall, listening, ledger
        case controller, firewallSupport, firewallSets, network
    }

    /// Reads the form that ``encode(to:)`` writes; a file without a ledger has an empty one.
    ///
    /// **Errors:** `DecodingError` with the path of the key that is missing or wrong.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let version = try values.decode(Int.self, forKey: .version)
        guard version == Self.form else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: values,
                debugDescription: "form \(version) is unknown: this program reads form \(Self.form)"
            )
        }
        self.init(
            host: try values.decode(String.self, forKey: .host),
            time: try values.decode(Int64.self, forKey: .time),
            now: try values.decode(Moment.self, forKey: .uptime), observed: Observed(),
            listening: Set(try values.decode([Endpoint].self, forKey: .listening)),
            controller: try values.decodeIfPresent(Controller.self, forKey: .controller))
        observed.scope = Scope(
            domains: Set(try values.decode([Domain].self, forKey: .domains)))
        observed.ledger = try values.decodeIfPresent(Ledger.self, forKey: .ledger) ?? Ledger()
        try add(try values.decode([FailedPart].self, forKey: .failures), values)
        observed.services = try values.unique(
            ObservedService.self, forKey: .services
        ) { $0.service.key }
        observed.unknown =
            try values.decodeIfPresent(UnknownObjects.self, forKey: .unknown) ?? UnknownObjects()
        observed.addresses = try values.unique(AddressRecord.self, forKey: .addresses) {
            $0.address
        }
        .mapValues(\.origin)
        for interface in try values.unique(InterfaceRecord.self, forKey: .interfaces, by: \.name)
            .values
        {
            observed.interfaces.insert(interface.name)
            observed.interfaceNumbers[interface.name] = interface.number
            observed.silentInterfaces[interface.name] = interface.linkFault
            observed.loneRoutes[interface.name] = interface.loneRoutes
            if !interface.canAnnounce { observed.muteInterfaces.insert(interface.name) }
            if interface.dropsOutsiders == true {
                observed.strictInterfaces.insert(interface.name)
            }
        }
        observed.switchedOff = Set(try values.decode([HostSetting].self, forKey: .switchedOff))
        for (name, value) in try values.decode([String: SysctlValue].self, forKey: .sysctls) {
            // One that this version does not know is none that it plans.
            guard let sysctl = Sysctl(rawValue: name) else { continue }
            observed.sysctls[sysctl] = value
        }
        observed.timeouts = try values.decodeIfPresent(IPVSTimeouts.self, forKey: .timeouts)
        observed.syncDaemons = try values.unique(
            SyncDaemon.self, forKey: .syncDaemons, by: \.state)
        // An earlier version recorded no rules.
        if values.contains(.firewall) {
            observed.firewall = try values.unique(
                FirewallRuleset.self, forKey: .firewall, by: \.family)
        }
        network = try values.decodeIfPresent(NetworkRecord.self, forKey: .network)
        observed.firewallSupport = try values.decodeIfPresent(
            FirewallSupport.self, forKey: .firewallSupport)
        observed.firewallSets =
            try values.decodeIfPresent(
                [String: FirewallSetState].self, forKey: .firewallSets) ?? [:]
    }

    private mutating func add(
        _ parts: [FailedPart], _ values: KeyedDecodingContainer<Key>
    ) throws {
        for part in parts {
            if part.domain == Self.ledger {
                ledgerFailure = part.failure
            } else if let domain = Domain(rawValue: part.domain) {
                observed.failures[domain] = part.failure
            } else {
                throw DecodingError.dataCorruptedError(
                    forKey: .failures, in: values,
                    debugDescription: "\"\(part.domain)\" is no domain")
            }
        }
    }

    /// Writes the host; lists are in the order of their objects.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.form, forKey: .version)
        try values.encode(host, forKey: .host)
        try values.encode(time, forKey: .time)
        try values.encode(now, forKey: .uptime)
        let domains = Self.domains.filter(observed.scope.covers)
        try values.encode(domains, forKey: .domains)
        try values.encode(failures, forKey: .failures)
        let services = observed.services.values.sorted { $0.service.key < $1.service.key }
        try values.encode(services, forKey: .services)
        if observed.unknown != UnknownObjects() {
            try values.encode(observed.unknown, forKey: .unknown)
        }
        let addresses = observed.addresses.sorted { $0.key < $1.key }
        try values.encode(addresses.map(AddressRecord.init), forKey: .addresses)
        let interfaces = observed.interfaces.sorted().map { InterfaceRecord($0, in: observed) }
        try values.encode(interfaces, forKey: .interfaces)
        try values.encode(observed.switchedOff.sorted(), forKey: .switchedOff)
        let sysctls = observed.sysctls.map { ($0.key.rawValue, $0.value) }
        try values.encode(
            Dictionary(sysctls) { first, _ in first }, forKey: .sysctls)
        try values.encodeIfPresent(observed.timeouts, forKey: .timeouts)
        let daemons = observed.syncDaemons.values.sorted { $0.state < $1.state }
        try values.encode(daemons, forKey: .syncDaemons)
        let rules = observed.firewall.values.sorted { $0.family < $1.family }
        try values.encode(rules, forKey: .firewall)
        try values.encodeIfPresent(observed.firewallSupport, forKey: .firewallSupport)
        if !observed.firewallSets.isEmpty {
            try values.encode(observed.firewallSets, forKey: .firewallSets)
        }
        try values.encode(listening.sorted(), forKey: .listening)
        try values.encode(observed.ledger, forKey: .ledger)
        try values.encodeIfPresent(controller, forKey: .controller)
        try values.encodeIfPresent(network, forKey: .network)
    }
}

extension HostRecord.Controller: Codable {
    private enum Key: CodingKey { case verdicts, feedback, pages, lostQuorums }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        verdicts = try values.decodeIfPresent(Verdicts.self, forKey: .verdicts)
        feedback = try values.decodeIfPresent(FeedbackReadings.self, forKey: .feedback)
        pages = try values.decodeIfPresent(Set<ServiceKey>.self, forKey: .pages)
        lostQuorums = try values.decodeIfPresent(Set<ServiceKey>.self, forKey: .lostQuorums)
    }

    /// Writes the knowledge; services in their order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(verdicts, forKey: .verdicts)
        try values.encodeIfPresent(feedback, forKey: .feedback)
        try values.encodeIfPresent(pages?.sorted(), forKey: .pages)
        try values.encodeIfPresent(lostQuorums?.sorted(), forKey: .lostQuorums)
    }
}

extension KeyedDecodingContainer {
    /// The elements of a list by their identity.
    ///
    /// **Errors:** `DecodingError` with the path of an element that is there twice.
    func unique<Element: Decodable, Identity: Hashable>(
        _ type: Element.Type, forKey key: Key, by identity: (Element) -> Identity
    ) throws -> [Identity: Element] {
        let elements = try decode([Element].self, forKey: key)
        var unique: [Identity: Element] = [:]
        unique.reserveCapacity(elements.count)
        for element in elements {
            let name = identity(element)
            guard unique.updateValue(element, forKey: name) == nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: self, debugDescription: "\(name) is there twice")
            }
        }
        return unique
    }
}
