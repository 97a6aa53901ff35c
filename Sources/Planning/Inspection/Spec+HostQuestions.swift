import Addresses
import Model

extension Spec {
    /// Returns the questions whose answers a balancer needs.
    ///
    /// - Parameters:
    ///   - facts: the interfaces of the host.
    ///   - probes: whether neighbours are asked for the virtual addresses.
    public func questions(at facts: HostFacts, probes: Bool) -> HostQuestions {
        var questions = HostQuestions()
        if !services.isEmpty {
            questions.modules = Set(services.map(\.scheduler.module)).union(["ip_vs"])
        }
        for setting in neededSettings(at: facts) {
            if case .module(let name) = setting { questions.modules.insert(name) }
        }
        for address in virtualAddresses.map(\.address.address) {
            // A rule may give the packets from an address another route.
            questions.routes.formUnion([
                .toClients(address.family), .toClients(address.family, from: address),
            ])
        }
        guard probes else { return questions }
        let peers = (cluster?.nodes ?? []).compactMap(\.address).filter {
            !facts.addresses.contains($0)
        }
        for virtual in virtualAddresses {
            guard let interface = facts.interfaces[virtual.interface], interface.isUp,
                interface.hardwareAddress != nil
            else { continue }
            questions.probes[virtual.interface, default: []].insert(virtual.address.address)
            // The answers of the other nodes show which hardware addresses are theirs.
            questions.probes[virtual.interface]?.formUnion(peers.filter(interface.reaches))
        }
        return questions
    }

    /// Returns the settings that the document needs on a host.
    func neededSettings(at facts: HostFacts) -> Set<HostSetting> {
        let addresses = facts.interfaces.values.flatMap { interface in
            interface.addresses.map {
                InterfaceAddress(interface: interface.name, prefix: $0.prefix)
            }
        }
        return desired(from: self, signals: Signals()).neededSettings(at: addresses)
    }
}
