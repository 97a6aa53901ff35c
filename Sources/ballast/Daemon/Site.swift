import Model
import Planning
import Reconciliation

/// This host and its ledger, for the commands that look or act once.
struct Site {
    private var host: any Host
    private var store: any LedgerStore
    private var ledger: Ledger
    private let managesAddresses: Bool

    /// Passes that one `apply` may take: weight to zero, server out, service out, and one to see
    /// that it is so.
    private static let passLimit = 4

    /// **Errors:** exit status 1 when the host or its ledger can't be opened.
    init(_ options: HostOptions) throws {
        managesAddresses = !options.noAddresses
        store = Wiring.ledger(in: options.state)
        (host, ledger) = try stopping { [store] in
            var store = store
            return (try Wiring.host(), try store.load())
        }
    }

    /// Looks at everything and plans.
    mutating func look(for spec: Spec) throws -> Pass {
        let signals = Signals(now: bootClock(), managesAddresses: managesAddresses)
        let wishes = desired(from: spec, signals: signals)
        return try Pass(looking: .everything, at: &host, desired: wishes, ledger: ledger)
    }

    /// Looks, plans and applies until nothing is left to do but wait, or a step has failed.
    ///
    /// **Shape:** what became of all steps, in order, and the plan that is left.
    mutating func converge(to spec: Spec) throws -> ([Outcome], Plan) {
        var outcomes: [Outcome] = []
        var left = Plan()
        for _ in 0..<Self.passLimit {
            var pass = try look(for: spec)
            pass.apply(to: &host, store: &store)
            if let failure = pass.ledgerFailure { standardError("ballast: \(failure)") }
            ledger = pass.ledger
            outcomes += pass.outcomes
            left = pass.plan
            if pass.outcomes.isEmpty || !pass.outcomes.allSatisfy(\.succeeded) { break }
        }
        return (outcomes, left)
    }
}
