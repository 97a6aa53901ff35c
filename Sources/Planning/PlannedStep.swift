import Model

/// The planning of a step of one domain: its effect on host and ledger, and its origin, the
/// document or drift.
protocol PlannedStep: DomainStep {
    /// Changes the state of the host, in constant time.
    ///
    /// A step that the kernel would refuse, because its object is missing or already exists, has no
    /// effect.
    func apply(to observed: inout Observed)
    /// The kernel's answer to the step.
    func answer(at host: SimulatedHost) -> SimulatedHost.Answer
    /// Whether a change of the desired state, or a process such as a drain, requires the step. Any
    /// other step repairs a change by another program.
    func isOwn(in look: Look) -> Bool
    /// Records the object in the ledger, before the step is tried.
    func enter(in ledger: inout Ledger, _ desired: Desired)
    /// Removes the entry of a step that did not change the host.
    func withdraw(from ledger: inout Ledger, earlier: Ledger)
    /// The reason to withhold the step after others have failed; nil: it may be tried.
    func reasonToWithhold(_ guardian: AddressGuard) -> String?
}

extension PlannedStep {
    func enter(in ledger: inout Ledger, _ desired: Desired) {}
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {}
    func reasonToWithhold(_ guardian: AddressGuard) -> String? { nil }
}
