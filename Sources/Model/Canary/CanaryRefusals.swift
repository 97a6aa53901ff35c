/// The answers of HAProxy itself, without a server, to the clients of a proxy.
public struct CanaryRefusals: Sendable, Hashable, Codable {
    /// The number of all requests of the proxy's clients.
    public var requests: UInt64
    /// The number of those that HAProxy answered with a status 5xx without a server.
    public var failed: UInt64
    /// The number of requests and connections that a limit refused.
    public var refused: UInt64

    /// Creates the numbers.
    public init(requests: UInt64, failed: UInt64, refused: UInt64) {
        self.requests = requests
        self.failed = failed
        self.refused = refused
    }

    /// Creates the numbers from counters.
    public init(_ frontend: CanaryFrontend) {
        self.init(
            requests: frontend.requests, failed: frontend.failed.errors,
            refused: min(frontend.requests, frontend.denials))
    }

    /// The form of the numbers.
    public static let shape = RecordShape(
        "canaryRefusals", "Answers of HAProxy itself, without a server.",
        [
            .required("requests", .count, "The number of all requests of the proxy's clients."),
            .required("failed", .count, "The number of its answers with a status 5xx."),
            .required(
                "refused", .count, "The number of requests and connections that a limit refused."),
        ])
}

extension CanaryRefusals: CustomStringConvertible {
    /// `3 failed and 12 refused of 400`.
    public var description: String { "\(failed) failed and \(refused) refused of \(requests)" }
}
