import Model
import Speaker
import VRRP

/// The groups whose addresses stayed on this node after its election process had ended, until they
/// were compared with the time for which another node has had them.
struct LeftAddresses {
    /// The time at which the addresses of each group were removed, in milliseconds since 1970.
    private var removed: [String: Int64] = [:]
    /// The groups that this node had by the last status.
    private var held: Set<String> = []

    /// Time after which no other node that has the addresses is expected any more, in milliseconds.
    private static let limit: Int64 = 60_000

    /// Notes an event of a new process.
    mutating func note(_ event: SpeakerEvent) {
        if event.kind == .leftoversRemoved { removed[event.subject] = event.time }
    }

    /// Notes that the controller releases the addresses of a lost process.
    mutating func noteRelease(at time: Int64) {
        for group in held { removed[group] = time }
        held = []
    }

    /// Compares the removals with the other nodes; returns the times in which two nodes had the
    /// addresses, as events.
    mutating func update(_ status: SpeakerStatus, at now: Int64) -> [String] {
        held = Set(status.groups.filter { $0.role == .active }.map(\.name))
        var sentences: [String] = []
        for group in status.groups {
            guard let end = removed[group.name] else { continue }
            let other = group.peers.first { $0.isHeard && $0.isMember && $0.role == .active }
            guard let other else {
                if now - end > Self.limit || group.role == .active { removed[group.name] = nil }
                continue
            }
            removed[group.name] = nil
            let length = end - (now - other.activeFor.wholeMilliseconds)
            guard length > 0 else { continue }
            sentences.append(
                "failover group \(group.name): this node and \(other.node) both had the addresses "
                    + "for \(length) ms: the election process here had ended without removing them")
        }
        return sentences
    }
}
