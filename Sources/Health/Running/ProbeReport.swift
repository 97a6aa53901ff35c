/// One run of a scheduled probe.
public struct ProbeReport: Sendable, Hashable {
    /// The probe.
    public let probe: Probe
    /// The result.
    public let result: ProbeResult
}
