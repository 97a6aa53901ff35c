/// The canary of an edit: one of its services is in force, and the others follow.
public struct CanaryStatus: Sendable, Codable, Hashable {
    /// The service or proxy.
    public var service: String
    /// The step, from 1.
    public var step: Int
    /// The number of steps.
    public var steps: Int
    /// The percentage of their weights that new servers have.
    ///
    /// **Range:** 1...100.
    public var percent: Int
    /// When it began.
    ///
    /// **Unit:** milliseconds since 1970.
    public var since: Int64
    /// When the next step begins, or the last one ends.
    ///
    /// **Unit:** milliseconds since 1970.
    public var next: Int64
    /// The servers that the edit adds.
    public var servers: [String]
    /// The requests of the judged servers since it began; nil: none are counted.
    public var counts: CanaryCounts?
    /// The requests to which they are compared; nil: there are none.
    public var reference: CanaryCounts?
    /// The origin of ``reference``.
    public var basis: Basis
    /// The answers of HAProxy itself since it began; nil: there are none.
    public var refusals: CanaryRefusals?
    /// The answers of HAProxy itself before it; nil: ``refusals`` has none.
    public var formerRefusals: CanaryRefusals?
    /// The reasons for which the next step waits, a sentence each.
    public var waiting: [String]

    /// The requests to which those of a canary are compared.
    public enum Basis: String, Sendable, Codable, Hashable, CaseIterable {
        /// Those of the other servers since it began.
        case others
        /// Those of the same servers before it.
        case before
        /// None: only checks count.
        case none
    }

    /// Creates the status of a step.
    public init(
        service: String, step: Int, steps: Int, percent: Int, since: Int64, next: Int64,
        servers: [String]
    ) {
        self.service = service
        self.step = step
        self.steps = steps
        self.percent = percent
        self.since = since
        self.next = next
        self.servers = servers
        basis = .none
        waiting = []
    }

    /// The sentence about the step.
    public var words: String {
        guard step < steps else {
            return "canary of \(service): step \(step) of \(steps), all of the edit on trial"
        }
        let share =
            servers.isEmpty
            ? "with its changes"
            : "\(servers.joined(separator: ", ")) with \(percent) % of the weight"
        return "canary of \(service): step \(step) of \(steps), \(share)"
    }

    /// The sentence about the answers of HAProxy itself; nil: there are none.
    public var refusalWords: String? {
        guard let refusals, refusals.failed + refusals.refused > 0 else { return nil }
        return "answers of HAProxy itself: \(refusals)"
            + (formerRefusals.map { "; before the edit \($0)" } ?? "")
    }

    /// The sentence about the requests.
    public var comparison: String {
        guard let counts else { return "judged by checks" }
        guard let reference else { return "\(counts)" }
        let others =
            switch basis {
            case .others: "of the other servers"
            case .before, .none: "before the edit"
            }
        return "\(counts); \(others) \(reference)"
    }
}

extension CanaryStatus {
    /// The form of the canary.
    public static let shape = RecordShape(
        "canary", "An edit of which one service is in force first.",
        [
            .required("service", .text, "The service or proxy."),
            .required("step", .count, "The step, from 1."),
            .required("steps", .count, "The number of steps."),
            .required("percent", .count, "The percentage of the weights of new servers."),
            .required("since", .integer, "When it began, in milliseconds since 1970."),
            .required(
                "next", .integer,
                "When the next step begins, or the last one ends, in milliseconds since 1970."),
            .required("servers", .list(.text), "The servers that the edit adds."),
            .optional(
                "counts", .record(CanaryCounts.shape),
                "The requests of the judged servers; absent: none are counted."),
            .optional(
                "reference", .record(CanaryCounts.shape),
                "The requests to which they are compared; absent: there are none."),
            .required("basis", .words(of: Basis.self), "The origin of the reference."),
            .optional(
                "refusals", .record(CanaryRefusals.shape),
                "The answers of HAProxy itself since it began; absent: there are none."),
            .optional(
                "formerRefusals", .record(CanaryRefusals.shape),
                "The answers of HAProxy itself before it; absent: there are none."),
            .required(
                "waiting", .list(.text), "Why the next step waits, a sentence each."),
        ])
}

extension CanaryCounts {
    /// The form of the counts.
    public static let shape = RecordShape(
        "canaryCounts", "Requests, and those that failed.",
        [
            .required("requests", .count, "The number of requests, or of sessions."),
            .required("errors", .count, "The number of failed ones."),
        ])
}
