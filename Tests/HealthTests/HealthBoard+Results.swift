import Model

@testable import Health

extension HealthBoard {
    /// Applies a result to the servers of a probe; returns those whose verdict has news.
    @discardableResult
    mutating func apply(
        _ result: CheckResult, of probe: Probe, at now: ContinuousClock.Instant = .now
    ) -> [ServerID] {
        checks.apply(ProbeReport(probe: probe, result: result), at: now).changed
    }
}
