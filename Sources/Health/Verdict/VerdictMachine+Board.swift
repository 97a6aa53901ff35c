import Model

extension ServerCheck: ProbeSettings {
    var interval: Duration { timing.interval }
    var downInterval: Duration { timing.downInterval }
    var continuesEarlierRun: Bool { start == .last }

    var connects: Int? {
        if case .probe(.connects(let count, _), _, _) = mode { count } else { nil }
    }

    func asksLike(_ other: ServerCheck) -> Bool {
        mode == other.mode && timing.timeout == other.timing.timeout
            && timing.negotiateTimeout == other.timing.negotiateTimeout
    }

    func isScheduledLike(_ other: ServerCheck) -> Bool {
        timing == other.timing && mode == other.mode
    }
}

extension VerdictMachine: ServerMachine {
    static func settings(
        of server: RealServer, in service: Service, defaults: HealthDefaults
    ) -> ServerCheck? {
        let check = service.check(of: server, defaults: defaults)
        return check?.question == nil ? nil : check
    }

    var value: Verdict { verdict }
    var isDown: Bool { verdict.state == .down }
    var isWaiting: Bool { verdict.state == .unknown }

    /// The state without its results, which would make it many times larger; nil: there was none.
    var stored: VerdictMachine? { verdict.state == .unknown ? nil : withoutResults }

    mutating func apply(_ report: ProbeReport, by check: ServerCheck) -> Bool {
        let wasOverdue = verdict.isOverdue
        let transition = apply(report.result, of: check)
        return transition != nil || verdict.isOverdue != wasOverdue
    }

    mutating func copyResult(of other: VerdictMachine, by check: ServerCheck) -> Bool {
        let result = other.results.last { $0.outcome != .inconclusive }
        guard let result else { return false }
        _ = apply(result, of: check)
        return true
    }
}
