/// One run of a scheduled probe.
public struct ProbeReport: Sendable, Hashable {
    /// The probe.
    public let probe: Probe
    /// What it found.
    public let result: ProbeResult
}
