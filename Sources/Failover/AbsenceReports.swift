import Model
import Speaker

/// The reported absences of nodes, each of which is an event when it begins and when it ends.
struct AbsenceReports {
    /// The reported absences, by node.
    private var reported: [String: Kind] = [:]
    /// The time at which each node entered the settings.
    private var entered: [String: ContinuousClock.Instant] = [:]
    /// The time in which a node that was added may begin.
    private static let grace = Duration.seconds(30)

    /// A kind of absence.
    private enum Kind {
        case never
        case silent
        case stopped

        init(_ absence: NodeAbsence) {
            self =
                switch absence {
                case .never: .never
                case .silent: .silent
                case .stopped: .stopped
                }
        }

        var begin: String {
            switch self {
            case .never: "has not been heard since the election began"
            case .silent: "is no longer heard"
            case .stopped: "has stopped its election"
            }
        }

        var end: String { self == .never ? "is heard" : "is heard again" }
    }

    /// Compares a status with the reported absences; returns the events.
    ///
    /// A node that leaves the document is no longer absent, and not heard again either.
    mutating func update(
        _ status: SpeakerStatus, _ settings: SpeakerSettings, at now: ContinuousClock.Instant
    ) -> [(kind: Event.Kind, sentence: String)] {
        let isFirst = entered.isEmpty
        let nodes = Set(settings.nodes)
        entered = entered.filter { nodes.contains($0.key) }
        // The first status is judged by the age of the election alone.
        for node in nodes where entered[node] == nil {
            entered[node] = isFirst ? now - Self.grace : now
        }
        var current: [String: Kind] = [:]
        for group in status.groups {
            for (node, absence) in group.absences(from: settings) {
                if case .never = absence, let begin = entered[node], now - begin < Self.grace {
                    continue
                }
                // A dead node is absent from every group: one event is enough.
                current[node] = current[node] ?? Kind(absence)
            }
        }
        let begun = current.filter { reported[$0.key] != $0.value }
        let heard = Set(status.groups.flatMap { $0.heardNodes(of: settings) })
        let missing = reported.filter { current[$0.key] == nil && nodes.contains($0.key) }
        let ended = missing.filter { heard.contains($0.key) }
        // A group that has begun again does not know the others yet.
        reported = current.merging(missing.filter { !heard.contains($0.key) }) { new, _ in new }
        return begun.map { "\($0) \($1.begin)" }.sorted().map { (.failed, "failover: \($0)") }
            + ended.map { "\($0) \($1.end)" }.sorted().map { (.recovered, "failover: \($0)") }
    }
}
