import Model

extension Board {
    /// The effect of a report.
    struct Effect {
        /// The servers whose value has news for the planner.
        ///
        /// **Shape:** sorted.
        var changed: [ServerID] = []
        /// Another interval of the probe; nil: none.
        var period: Duration?
        /// The settings of the uses whose negotiation is due.
        var negotiations: [Settings] = []
    }

    /// Applies a report to the servers of its probe; a removed probe has none.
    mutating func apply(_ report: ProbeReport, at now: ContinuousClock.Instant) -> Effect {
        var effect = Effect()
        let all = uses[report.probe, default: []]
        let shortest = all.count > 1 ? period(of: report.probe) : nil
        for (place, use) in all.enumerated() {
            if let shortest {
                let period = period(of: use)
                let isDue = uses[report.probe]?[place].isDue(every: period, of: shortest, at: now)
                if isDue != true { continue }
            }
            var treatment = Use.Treatment.apply
            if use.settings.connects != nil {
                let isDown = isDown(use)
                treatment =
                    uses[report.probe]?[place].treatment(of: report.result, isDown: isDown)
                    ?? .ignore
            }
            switch treatment {
            case .apply: apply(report, to: use, &effect)
            case .negotiate: effect.negotiations.append(use.settings)
            case .ignore: break
            }
        }
        effect.changed.sort()
        return effect
    }

    /// Applies the result of a negotiation to the servers of its use; nil: it was cancelled.
    mutating func apply(_ result: CheckResult?, negotiatedBy settings: Settings) -> Effect {
        var effect = Effect()
        guard let probe = settings.probe,
            let place = uses[probe]?.firstIndex(where: { $0.settings.isScheduledLike(settings) })
        else { return effect }
        uses[probe]?[place].negotiationEnded(with: result)
        guard let result, let use = uses[probe]?[place] else { return effect }
        apply(ProbeReport(probe: probe, result: result), to: use, &effect)
        effect.changed.sort()
        return effect
    }

    private mutating func apply(_ report: ProbeReport, to use: Use, _ effect: inout Effect) {
        let wasDown = isDown(use)
        let count = effect.changed.count
        lastPlace += 1
        for id in use.servers {
            let isNews = servers[id.service]?[id.endpoint]?.apply(report, numbered: lastPlace)
            guard isNews == true else { continue }
            published[id.service, default: [:]][id.endpoint] = self[id]?.machine.value
            unsaved.insert(id)
            effect.changed.append(id)
        }
        if effect.changed.count > count, isDown(use) != wasDown {
            effect.period = period(of: report.probe)
        }
    }
}

extension Board.Server {
    /// Applies a report; true when the value has news for the planner.
    fileprivate mutating func apply(_ report: ProbeReport, numbered number: UInt64) -> Bool {
        if report.result.outcome != .inconclusive { place = number }
        return machine.apply(report, by: settings)
    }
}
