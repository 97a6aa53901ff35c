import Addresses
import Model

/// The results of Ballast's own checks of proxies' servers, for the document in force.
struct ProxyChecks: Sendable {
    /// The verdicts of the checks that HAProxy does not support.
    private(set) var verdicts: Verdicts
    /// The results for the document.
    private(set) var results = ProxyCheckResults()
    /// The servers of the document that Ballast checks.
    private var checked = CheckedProxies(of: Spec())

    /// Creates the results of an earlier run.
    init(_ verdicts: Verdicts) {
        self.verdicts = verdicts
    }

    /// Replaces the document.
    mutating func accept(_ spec: Spec) {
        checked = CheckedProxies(of: spec)
        results = checked.results(by: verdicts)
    }

    /// Replaces the verdicts.
    ///
    /// - Returns: the servers with another result, by the name of their proxy.
    mutating func update(_ verdicts: Verdicts) -> [String: Set<Endpoint>] {
        defer { self.verdicts = verdicts }
        return checked.update(&results, from: self.verdicts, to: verdicts)
    }
}
