import Model

/// The events of a pass.
struct PassEvents {
    /// The events of applied steps.
    let effects: [EventDraft]

    /// Creates the events of a pass.
    ///
    /// - Parameter isRoutine: whether the pass only follows the load. Changed weights are then no
    ///   event: they would fill the history.
    init(_ pass: Pass, _ drift: Drift, repetitions: Set<Step>, isRoutine: Bool) {
        let drifted = Set(drift.steps)
        var applied: [String] = []
        var healed: [String] = []
        var drained: [String] = []
        var cut: [String] = []
        var isNews = !isRoutine
        for outcome in pass.outcomes
        where outcome.succeeded && !repetitions.contains(outcome.step) {
            let line = outcome.step.description
            if drifted.contains(outcome.step) {
                // A look at a table that others edit may miss an object that is there.
                if outcome.result == .done { healed.append(line) }
            } else if case .ipvs(.removeDestination(let endpoint, let key, let cutting)) =
                outcome.step, pass.desired.services[key]?.failed.contains(endpoint) != true
            {
                if cutting > 0 { cut.append(line) } else { drained.append(line) }
            } else {
                applied.append(line)
                isNews = isNews || !outcome.step.changesShareOnly
            }
        }
        var effects = [
            Self.draft(.drift, "changed outside Ballast, corrected", healed),
            isNews ? Self.draft(.applied, "applied", applied, separator: " ") : nil,
            Self.draft(.drained, "drained and removed", drained),
        ]
        effects.append(Self.draft(.cut, "removed with open connections", cut))
        self.effects = effects.compactMap(\.self)
    }

    /// Returns the events of new failures and of recoveries.
    static func retries(failed: [Outcome], recovered: [Outcome]) -> [EventDraft] {
        let failures = failed.compactMap { outcome -> String? in
            guard case .failed(let failure) = outcome.result else { return nil }
            return failure.description
        }
        return [
            draft(.recovered, "succeeded after failing", recovered.map(\.step.description)),
            draft(.failed, "failed, will be tried again", failures),
        ].compactMap(\.self)
    }

    private static func draft(
        _ kind: Event.Kind, _ words: String, _ lines: [String], separator: String = ": "
    ) -> EventDraft? {
        guard let first = lines.first else { return nil }
        let object = lines.count == 1 ? first : "\(lines.count) steps"
        return EventDraft(kind, words + separator + object, lines)
    }
}
