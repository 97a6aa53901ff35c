import Health
import Model

extension HealthBoard {
    /// Applies a result to the servers of a probe.
    package mutating func apply(_ result: CheckResult, of probe: Probe) {
        apply([ProbeReport(probe: probe, result: result)], at: .now)
    }
}
