import Addresses
import Model

/// `net.ipv4.vs.conntrack` for rules that translate the sources of packets to real servers.
extension Desired {
    /// The default sysctls on a host.
    ///
    /// IPVS keeps its connections out of connection tracking, and so out of address translation,
    /// unless `conntrack` is 1. Source: `net/netfilter/ipvs/ip_vs_xmit.c`,
    /// `ip_vs_nat_send_or_cont`.
    func defaultSysctls(at observed: Observed) -> [Sysctl: SysctlValue] {
        let sysctl = Sysctl.connectionTracking
        guard sysctls[sysctl] == nil, sysctlDefaults[sysctl] == nil,
            needsTracking(at: observed.addresses.keys)
        else { return sysctlDefaults }
        var values = sysctlDefaults
        values[sysctl] = 1
        return values
    }

    /// Whether the firewall translates the sources of packets that IPVS forwards with masq.
    ///
    /// That is the case where `firewall.nat` translates at the interface with the subnet of a real
    /// server, so that the servers answer to this host whatever their gateway.
    ///
    /// - Parameters:
    ///   - addresses: the host's own addresses.
    ///   - keys: the services to consider; nil: all.
    public func needsTracking(
        at addresses: some Collection<InterfaceAddress>, among keys: Set<ServiceKey>? = nil
    ) -> Bool {
        guard let interfaces = firewall?.translatedInterfaces, !interfaces.isEmpty else {
            return false
        }
        let subnets = addresses.filter { $0.prefix.length < $0.prefix.address.family.bits }
        func isTranslated(_ server: IPAddress) -> Bool {
            let near = subnets.filter { $0.prefix.contains(server) }
            guard let longest = near.map(\.prefix.length).max() else { return false }
            return near.contains {
                $0.prefix.length == longest && interfaces.contains($0.interface)
            }
        }
        return (keys ?? Set(services.keys)).contains { key in
            services[key]?.destinations.contains {
                $0.value.forwarding == .masq && isTranslated($0.value.endpoint.address)
            } == true
        }
    }
}

extension Planner {
    /// Explains the setting of `conntrack` that rules of the firewall need.
    mutating func noteTracking() {
        let sysctl = Sysctl.connectionTracking
        guard observed.sysctls[sysctl] != nil, desired.needsTracking(at: observed.addresses.keys)
        else { return }
        if desired.sysctls[sysctl] == 0 {
            notes.append(
                "ipvs.sysctls.conntrack is 0: firewall.nat does not translate the sources of"
                    + " packets to real servers")
        } else if phases[.preparation].contains(where: { $0.subject == .sysctl(sysctl) }) {
            notes.append(
                "net.ipv4.vs.conntrack 1: firewall.nat translates the sources of packets to real"
                    + " servers, which IPVS keeps out of translation otherwise")
        }
    }
}
