import Model
import Speaker

/// The reported absences of nodes, each of which is an event when it begins and when it ends.
struct AbsenceReports {
    /// The sentences of absent nodes, by node.
    private var reported: [String: String] = [:]

    /// Compares a status with the reported absences; returns the events.
    mutating func update(
        _ status: SpeakerStatus, _ settings: SpeakerSettings
    ) -> [(kind: Event.Kind, sentence: String)] {
        var current: [String: String] = [:]
        for group in status.groups {
            for (node, absence) in group.absences(from: settings) {
                let sentence =
                    switch absence {
                    case .never: "\(node) has not been heard since the election began"
                    case .silent: "\(node) is no longer heard"
                    case .stopped: "\(node) has stopped its election"
                    }
                // A dead node is absent from every group: one event is enough.
                current[node] = current[node] ?? sentence
            }
        }
        let begun = current.filter { reported[$0.key] != $0.value }.values.sorted()
        let ended = reported.keys.filter { current[$0] == nil }.sorted()
        reported = current
        return begun.map { (.failed, "failover: \($0)") }
            + ended.map { (.recovered, "failover: \($0) is heard again") }
    }
}
