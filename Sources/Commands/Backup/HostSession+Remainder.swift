import Model
import Planning

extension HostSession {
    /// Returns the objects and settings that a reset leaves on the host, a phrase each: the node's
    /// network, and settings without a recorded former value.
    ///
    /// - Parameters:
    ///   - spec: the document in force; nil: unknown.
    ///   - plan: the steps of the reset, which can need a setting.
    ///
    /// **Errors:** `HostFailure` when nothing can be read.
    mutating func remainder(of spec: Spec?, after plan: Plan) throws -> [String] {
        host.network = NodeNetwork()
        let observed = try host.observe(Scope(domains: [.address, .setting, .network]))
        var left = Self.remainder(of: observed.network, ledger.network)
        var settings: Set<HostSetting> = []
        if let spec {
            let known = KnownSignals(HostRecord.Controller())
            let signals = known.signals(now: Moment(), managesAddresses: true)
            let wanted = desired(from: spec, signals: signals)
            left += Self.remainder(of: wanted, observed)
            settings = wanted.neededSettings(at: observed.addresses.keys)
        }
        settings.subtract(observed.switchedOff)
        for step in plan.steps {
            if case .setting(.enable(let setting)) = step { settings.insert(setting) }
        }
        left += settings.sorted().map { setting in
            switch setting {
            case .forwarding:
                "\(setting) is 1, so this host forwards packets between networks: if nothing else "
                    + "needs that, sysctl -w \(setting)=0"
            case .interfaceForwarding, .promotion: "\(setting) is 1"
            case .module: "\(setting)"
            }
        }
        return left
    }

    /// The network of the node, which Ballast has made and a session may need.
    private static func remainder(of network: NetworkState?, _ ledger: NetworkLedger) -> [String] {
        guard let network else { return [] }
        let links = network.links.keys.sorted().filter { network.isOurs(link: $0, ledger) }
        let members = ledger.members.sorted { $0.key < $1.key }
            .filter { network.links[$0.key]?.master == $0.value }
        let addresses = network.addresses.keys.sorted().filter { network.isOurs($0, ledger) }
        let routes = network.routes.sorted { $0.key < $1.key }.filter(\.value.isOurs)
        let rules = network.rules.filter(\.value).map { "the rule \($0.key)" }.sorted()
        return links.map { "the interface \($0)" } + members.map { "\($0.key) in \($0.value)" }
            + addresses.map { "\($0)" } + routes.map { "the route \($0.value.route)" } + rules
    }

    /// The settings of IPVS that have the values of the document.
    private static func remainder(of desired: Desired, _ observed: Observed) -> [String] {
        let values = desired.sysctlDefaults.merging(desired.sysctls) { $1 }
        let same = values.filter { observed.sysctls[$0.key] == $0.value }
        return same.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "net.ipv4.vs.\($0.key.rawValue) is \($0.value); its former value is unknown"
        }
    }
}
