/// The machine that is observed and changed: the kernel, or the simulator.
///
/// One contract suite verifies the same behaviour of all implementations. Calls block, and there is
/// one caller at a time.
public protocol Host {
    /// Whether IPVS is needed. If it is, the kernel is asked to load it, and an observation that
    /// cannot read it fails. If not, a host without IPVS is a host without services.
    var needsIPVS: Bool { get set }

    /// Returns the current state of the host. The ledger is empty, because the host does not store
    /// it.
    ///
    /// **Errors:** `HostFailure` when nothing can be read.
    mutating func observe(_ scope: Scope) throws -> Observed

    /// Applies the steps in order and continues after a refusal.
    ///
    /// **Shape:** one outcome for each step, in the same order.
    mutating func apply(_ steps: [Step]) -> [Outcome]
}
