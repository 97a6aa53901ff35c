import Dispatch
import Model
import Synchronization

/// A test of a document's written firewall rules by the host's iptables, on a thread of its own,
/// because the program can wait for a lock.
///
/// Rules are tested once: neither those in force nor those that the host has accepted are tested
/// again.
final class RuleTest: Sendable {
    private let openHost: @Sendable () throws -> any Host
    private let done: @Sendable () -> Void
    private let queue = DispatchQueue(label: "ballast.rules")
    private let work = Mutex(Work())

    private struct Work {
        /// The rules of the test that runs; nil: none runs.
        var running: [Firewall.RawRule]?
        /// The rules that were tested last, with the findings.
        var tested: (rules: [Firewall.RawRule], findings: [Diagnostic])?
    }

    /// The result of a test.
    enum Answer {
        /// The test runs.
        case running
        /// The findings; empty: the host accepts the rules.
        case findings([Diagnostic])
    }

    /// Creates tests on a host.
    ///
    /// - Parameter done: called after each test.
    init(
        openHost: @escaping @Sendable () throws -> any Host, done: @escaping @Sendable () -> Void
    ) {
        self.openHost = openHost
        self.done = done
    }

    /// Returns the result for a document; the first call begins the test.
    ///
    /// - Parameter inForce: the document in force; nil: there is none.
    func answer(for spec: Spec, inForce: Spec?) -> Answer {
        let rules = spec.firewall?.rules ?? []
        guard !rules.isEmpty, rules != inForce?.firewall?.rules else { return .findings([]) }
        let known: Answer? = work.withLock { work in
            if work.running != nil { return .running }
            if let tested = work.tested, tested.rules == rules {
                // The next attempt to use refused rules is another test.
                if !tested.findings.isEmpty { work.tested = nil }
                return .findings(tested.findings)
            }
            work.running = rules
            return nil
        }
        if let known { return known }
        queue.async {
            // A host that can't be opened is reported by the loop.
            let findings = (try? self.openHost()).map { spec.refusedRules(at: $0) } ?? []
            self.work.withLock { work in
                work.running = nil
                work.tested = (rules, findings)
            }
            self.done()
        }
        return .running
    }
}
