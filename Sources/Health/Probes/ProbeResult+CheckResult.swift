public import Model

extension ProbeResult {
    /// The result as verdicts and status know it; nil when it says nothing about the server.
    ///
    /// - Parameter time: when it ended, in milliseconds since 1970.
    public func checkResult(at time: Int64) -> CheckResult? {
        guard outcome != .inconclusive else { return nil }
        return CheckResult(
            time: time, passed: isPassed, phase: CheckResult.Phase(phase), duration: duration,
            reason: reason)
    }

    /// What was found, in words: "status 404 instead of ...".
    public var reason: String {
        if expected.isEmpty { return seen }
        return seen.isEmpty ? "expected \(expected)" : "expected \(expected), saw \(seen)"
    }
}

extension CheckResult.Phase {
    init(_ phase: ProbeResult.Phase) {
        self =
            switch phase {
            case .resolve: .resolve
            case .connect: .connect
            case .tls: .tls
            case .send: .send
            case .receive: .receive
            case .match: .match
            }
    }
}
