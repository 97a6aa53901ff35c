import Addresses

/// The machine that is observed and changed: the kernel, or the simulator.
///
/// One contract suite verifies the same behaviour of all implementations. Calls block, and there is
/// one caller at a time.
public protocol Host {
    /// Whether IPVS is needed. If it is, the kernel is asked to load it, and an observation that
    /// cannot read it fails. If not, a host without IPVS is a host without services.
    var needsIPVS: Bool { get set }

    /// Whether firewall rules are needed. If not, they are not read, which needs other programs.
    var needsFirewall: Bool { get set }

    /// The wanted sets of networks, whose files are looked at; nil: nothing needs sets.
    var firewallSets: [FirewallSet]? { get set }

    /// The wanted network of the node; nil: the network is not read.
    var network: NodeNetwork? { get set }

    /// The number of programs that looks have started: their processor time is not that of the
    /// caller's thread.
    var startedPrograms: Int { get }

    /// Returns the current state of the host. The ledger is empty, because the host does not store
    /// it.
    ///
    /// **Errors:** `HostFailure` when nothing can be read.
    mutating func observe(_ scope: Scope) throws -> Observed

    /// Returns all firewall rules of a family, those of other programs too; nil: the host has no
    /// iptables.
    ///
    /// **Errors:** `HostFailure` when Ballast's variant of iptables can't be read.
    mutating func firewallSurvey(_ family: AddressFamily) throws -> FirewallSurvey?

    /// Returns whether an address is in each of these sets of the kernel.
    ///
    /// Sets of another kind, and those that do not exist, are missing.
    func membership(of address: IPAddress, in sets: [String]) -> [String: Bool]

    /// Returns the rules that the host's iptables refuses, without loading them.
    ///
    /// None are known on a host without iptables, and without the privilege to ask it.
    func firewallRefusals(of rules: FirewallRuleset) -> [FirewallRefusal]

    /// Applies the steps in order and continues after a refusal.
    ///
    /// **Shape:** one outcome for each step, in the same order.
    mutating func apply(_ steps: [Step]) -> [Outcome]
}

extension Host {
    /// Default: they are always known.
    public var firewallSets: [FirewallSet]? {
        get { nil }
        set {}
    }

    /// Default: it is always known.
    public var network: NodeNetwork? {
        get { nil }
        set {}
    }

    /// Default: none were started.
    public var startedPrograms: Int { 0 }

    /// Default: they are always known.
    public var needsFirewall: Bool {
        get { true }
        set {}
    }

    /// Default: none are known.
    public mutating func firewallSurvey(_ family: AddressFamily) throws -> FirewallSurvey? { nil }

    /// Default: none is known.
    public func membership(of address: IPAddress, in sets: [String]) -> [String: Bool] { [:] }

    /// Default: none are known.
    public func firewallRefusals(of rules: FirewallRuleset) -> [FirewallRefusal] { [] }
}
