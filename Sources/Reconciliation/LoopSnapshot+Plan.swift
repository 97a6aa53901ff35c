import Model
import Planning

extension LoopSnapshot {
    /// Returns the plan from the last look at the host to a document, without HAProxy; nil: there
    /// was no look yet.
    ///
    /// - Parameter identity: the names of this host, which must be a node.
    public func plan(for spec: Spec, at identity: NodeIdentity) -> Plan? {
        guard last.pass != nil else { return nil }
        var known = knowledge.known(at: identity)
        // What HAProxy will listen on by then is not known yet.
        known.served = nil
        known.provenProxies = nil
        let signals = known.signals(now: now, managesAddresses: controller.managesAddresses)
        return Planning.plan(from: observed, to: Planning.desired(from: spec, signals: signals))
    }

    /// The domains that could not be read at the last look.
    public var failedParts: [FailedPart] { observed.failedParts }

    /// The results of the checks; nil: there are none.
    public var verdicts: Verdicts? { knowledge.verdicts }
}
