/// The machine that is looked at and changed: the kernel, or the simulator.
///
/// One contract suite holds all of them to the same behaviour. Calls block and are made by one
/// caller at a time.
public protocol Host {
    /// Whether IPVS is needed: then the kernel is asked to load it, and a look that can't read it
    /// fails. Where it is not needed, a host without IPVS is one without services.
    var needsIPVS: Bool { get set }

    /// What the host holds now. The ledger is left empty: it is not the host's to keep.
    ///
    /// **Errors:** `HostFailure` when nothing at all can be read.
    mutating func observe(_ scope: Scope) throws -> Observed

    /// Applies the steps in order and goes on after a refusal.
    ///
    /// **Shape:** one outcome for each step, in the same order.
    mutating func apply(_ steps: [Step]) -> [Outcome]
}
