import Addresses
import Model

/// The addresses and services that must stay because an address, or the service on it, could not be
/// set up.
struct AddressGuard {
    private let desired: Desired
    /// Addresses that are on the host and not desired.
    private let leaving: Set<IPAddress>
    /// The reason to keep all addresses that are no longer desired; nil: they can be removed.
    private(set) var obstacle: String?
    /// The subjects of the failed steps.
    private let failed: Set<StepSubject>
    /// Addresses that could not be announced.
    private var unannounced: Set<IPAddress> = []

    init(
        _ failed: [Outcome], present: Observed, leaving hosts: Set<IPAddress>, desired: Desired
    ) {
        self.desired = desired
        self.failed = Set(failed.map(\.step.subject))
        leaving = desired.wantedHosts.map { hosts.subtracting($0) } ?? []
        for outcome in failed {
            if case .address(.add(let address)) = outcome.step {
                obstacle = obstacle ?? "\(address) could not be added"
            } else if case .address(.announce(let address)) = outcome.step {
                unannounced.insert(address.prefix.address)
            } else if obstacle == nil, let key = outcome.step.serviceKey,
                let wanted = desired.services[key], wanted.isUsable,
                present.services[key]?.isUsable(for: wanted) != true
            {
                obstacle = "\(key) could not be set up"
            }
        }
    }

    /// Whether a step on a subject has failed.
    func hasFailed(_ subject: StepSubject) -> Bool { failed.contains(subject) }

    /// Whether a step of the node's network has failed.
    var hasFailedNetwork: Bool { failed.contains { $0.domain == .network } }

    /// The reason to keep an address of ours; nil: it can be removed.
    func reasonToKeep(_ address: InterfaceAddress) -> String? {
        unannounced.contains(address.prefix.address)
            ? "the address could not be announced at its new interface" : obstacle
    }

    /// The reason to keep a service of a firewall mark that is no longer desired: packets have its
    /// mark until other rules are loaded; nil: it can be removed.
    func reasonToKeepMarked(_ key: ServiceKey) -> String? {
        guard case .mark(_, let family) = key, desired.services[key] == nil,
            hasFailed(.firewall(family))
        else { return nil }
        return "the rules that no longer set its mark could not be loaded"
    }

    /// The reason to keep a service that is no longer desired; nil: it can be removed.
    func reasonToKeep(_ key: ServiceKey) -> String? {
        guard obstacle != nil, desired.services[key] == nil, let host = key.endpoint?.address,
            leaving.contains(host)
        else { return nil }
        return obstacle
    }
}
