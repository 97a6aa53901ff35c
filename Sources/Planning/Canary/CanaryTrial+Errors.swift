import Model

extension CanaryTrial {
    /// A comparison of error rates.
    private struct Question {
        /// Its name, by which the time of the next comparison is found.
        let window: String
        let comparison: ErrorComparison
        /// The words before the numbers of the canary.
        var subject = ""
        /// The words before the numbers of the reference.
        let words: String
    }

    /// Returns the error rate that is too high, in words; nil: none is.
    mutating func errors(by jury: CanaryJury, isLast: Bool, isWhole: Bool) -> String? {
        var questions = newServers(jury, isWhole: isWhole) + changedServers(jury)
        if isWhole { questions += loadedServers(jury) }
        if jury.judgesProxy { questions += ownErrors(jury) }
        for question in questions {
            // Each look is a chance of an error, so later ones need more requests.
            let comparison = question.comparison
            let requests = comparison.canary.requests
            guard requests >= nextLooks[question.window] ?? 0 || isLast else { continue }
            nextLooks[question.window] = requests + max(1, requests / 8)
            if comparison.isWorse {
                let limit =
                    comparison.isReferenceSmall
                    ? ": too few to compare with, so \(comparison.allowedWords) may fail" : ""
                return "\(question.subject)\(comparison.canary), \(question.words) "
                    + "\(comparison.reference)\(limit)"
            }
        }
        return nil
    }

    /// The times of a comparison: since the canary began, and since the step began.
    private var windows: [(name: String, periods: [CanaryPeriod])] {
        [("all", periods), ("step", step)]
    }

    /// Compares new servers with the others of their lists.
    private func newServers(_ jury: CanaryJury, isWhole: Bool) -> [Question] {
        Set(jury.added.map(\.list)).sorted().flatMap { list -> [Question] in
            let own = jury.added.filter { $0.list == list }
            let same = jury.others.filter { $0.list == list }
            // A list of new servers only is compared with the other lists.
            let others = same.isEmpty ? jury.former : same
            return windows.compactMap { window in
                // The servers to which they were compared are gone.
                if isWhole, window.name == "step", others.isSubset(of: jury.removed) {
                    return nil
                }
                return Question(
                    window: "\(window.name) \(list)",
                    comparison: window.periods.comparison(of: own, with: others),
                    words: "of the other servers")
            }
        }
    }

    /// Compares servers with other settings with their past.
    private func changedServers(_ jury: CanaryJury) -> [Question] {
        guard !jury.changed.isEmpty else { return [] }
        let past = before.servers.sum(of: jury.changed)
        return windows.map { window in
            Question(
                window: "past \(window.name)",
                comparison: ErrorComparison(window.periods.sum(of: jury.changed), with: past),
                words: "before the edit")
        }
    }

    /// Compares the servers of lists from which the edit removes some with the steps before,
    /// because they have the load of those that are gone.
    private func loadedServers(_ jury: CanaryJury) -> [Question] {
        Set(jury.removed.map(\.list)).sorted().map { list in
            let all = jury.all.filter { $0.list == list }
            let former = periods.filter { $0.step != periods.last?.step }
            return Question(
                window: "load \(list)",
                comparison: ErrorComparison(
                    step.sum(of: all.subtracting(jury.removed)), with: former.sum(of: all)),
                words: "in the steps before")
        }
    }

    /// Compares the errors of HAProxy itself with those before the edit.
    ///
    /// Requests that a limit refuses can be the purpose of the edit, and so can answers that it
    /// asks for, but not of more than half of all requests.
    private func ownErrors(_ jury: CanaryJury) -> [Question] {
        windows.flatMap { window -> [Question] in
            let frontend = window.periods.frontend
            let most = Question(
                window: "refused \(window.name)",
                comparison: ErrorComparison(
                    frontend.refused, with: before.frontend.refused, least: 0.5),
                subject: "HAProxy itself refuses or fails most requests: ",
                words: "before the edit")
            guard !jury.asksErrors else { return [most] }
            let failed = Question(
                window: "failed \(window.name)",
                comparison: ErrorComparison(frontend.failed, with: before.frontend.failed),
                subject: "HAProxy itself answers with errors: ", words: "before the edit")
            return [failed, most]
        }
    }

    /// Adds the requests to a status.
    public func complete(_ status: inout CanaryStatus, by jury: CanaryJury) {
        guard jury.counts else { return }
        let own = CanaryRefusals(periods.frontend)
        if own.failed + own.refused > 0 {
            status.refusals = own
            status.formerRefusals = CanaryRefusals(before.frontend)
        }
        let judged = jury.added.isEmpty ? jury.changed : jury.added
        status.counts = periods.sum(of: judged)
        let others = jury.others.isEmpty ? jury.former : jury.others
        let reference =
            jury.added.isEmpty ? before.servers.sum(of: judged) : periods.sum(of: others)
        guard reference.requests > 0 || !jury.added.isEmpty && !others.isEmpty else { return }
        status.reference = reference
        status.basis = jury.added.isEmpty ? .before : .others
    }
}
