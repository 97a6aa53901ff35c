import Model

/// The result of an apply as programs read it: `ballast apply --json`.
struct ApplyAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// Whether the host is as the document wants, but for servers that drain.
    let converged: Bool
    /// The outcomes of all steps, in order.
    let outcomes: [OutcomeRecord]
    /// Why HAProxy was not changed; nil: it was, or no change was needed.
    let proxyFailure: HostFailure?
    /// Servers that wait for their connections to end.
    let draining: [DrainingDestination]
    /// Virtual addresses that the host still lacks.
    let missing: [InterfaceAddress]
    /// The domains that could not be read, and were left alone.
    let failures: [FailedPart]
    /// Objects of other programs.
    let foreign: [ForeignObject]
    /// Sentences for the operator.
    let notes: [String]
    /// Why the ledger could not be read or saved; nil: it could.
    let ledgerFailure: HostFailure?
    /// The document of the running controller that applies this one; nil: this command did.
    var controller: String?
}

extension ApplyAnswer {
    /// The result of a document that a running controller applies later.
    init(handedTo controller: String, notes: [String]) {
        self.init(
            converged: false, outcomes: [], proxyFailure: nil, draining: [], missing: [],
            failures: [], foreign: [], notes: notes, ledgerFailure: nil, controller: controller)
    }
}
