import Addresses
import Model

extension Planner {
    /// Plans the node's own network, before everything that needs its interfaces.
    mutating func planNetwork() {
        guard observed.scope.covers(.network), let network = desired.networkPlan(at: observed)
        else { return }
        guard desired.network?.manage != NodeNetwork.Management.none else { return }
        notes += network.notes
        waiting.formUnion(network.waiting.map(StepSubject.network))
        upcomingInterfaces = network.upcoming
        for step in network.steps {
            guard case .remake(let interface, _) = step.change else { continue }
            lostInterfaces.insert(interface.name)
            lostInterfaces.formUnion(observed.network?.interfaces(above: interface.name) ?? [])
        }
        for step in network.steps {
            promote(beside: step)
            phases.add(.network(step))
        }
    }

    /// The interfaces at which the document wants no strict check of senders.
    ///
    /// The plan sets it there, if it is not set yet.
    var relaxedInterfaces: [String] {
        (desired.network?.interfaces ?? []).filter {
            $0.reversePathFilter == .loose || $0.reversePathFilter == .off
        }.map(\.name)
    }

    /// Lets the kernel promote the next address of a subnet before the first one is removed.
    private mutating func promote(beside step: NetworkStep) {
        guard case .removeAddress(let address) = step.change,
            address.prefix.address.family == .ipv4
        else { return }
        let promotion = HostSetting.promotion(interface: address.interface)
        guard observed.switchedOff.contains(promotion),
            !phases[.disappearance].contains(.setting(.enable(promotion)))
        else { return }
        phases.add(.setting(.enable(promotion)))
    }
}

extension Desired {
    /// The comparison with the host; nil: the document has no network for this node, or it was
    /// not read.
    func networkPlan(at observed: Observed) -> NetworkPlanner? {
        guard let network, let found = observed.network else { return nil }
        return NetworkPlanner(
            network, at: found, ledger: observed.ledger.network, session: session,
            virtual: (addresses ?? []).union(elected),
            carried: Set(observed.addresses.filter { $0.value == .ours }.keys)
                .union(observed.ledger.addresses))
    }

    /// Derives the network of this node from the document.
    mutating func deriveNetwork(from spec: Spec, _ signals: Signals) {
        session = signals.session
        network = signals.hostName.flatMap {
            spec.node(named: signals.nodeName, hostName: $0)?.network
        }
    }

    /// Whether an address is one of the node's own.
    func isOfNode(_ address: InterfaceAddress) -> Bool {
        network?.interfaces.contains {
            $0.name == address.interface && $0.addresses.contains(address.prefix)
        } ?? false
    }

    /// Returns the node's network for status; nil: the document has none for this node.
    public func networkStatus(at observed: Observed) -> NetworkStatus? {
        guard let network else { return nil }
        let plan = networkPlan(at: observed)
        let count =
            network.orderedInterfaces.count + network.allRoutes.count + network.rules.count
            + network.interfaces.reduce(0) { $0 + $1.addresses.count }
        return NetworkStatus(
            manage: network.manage.rawValue, objects: count,
            differences: (plan?.steps ?? []).map { "\(Step.network($0))" },
            notes: plan?.notes ?? [], fault: observed.failures[.network]?.description)
    }
}
