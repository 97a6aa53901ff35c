import Model
import Speaker
import VRRP

extension SpeakerEvent {
    /// The kind of event of the controller.
    var reportKind: Event.Kind {
        switch kind {
        case .role: .role
        case .splitBrain, .starved, .handoverFailed, .addressFailed, .addressForeign, .linkDown,
            .socketFailed, .refused, .numberShared:
            .failed
        case .splitBrainEnded, .addressForeignEnded, .linkUp, .refusalEnded,
            .numberSharedEnded:
            .recovered
        case .addressRestored, .socketRestored, .leftoversRemoved, .other: .drift
        }
    }

    /// The event in a sentence.
    var sentence: String {
        let value = value ?? "?"
        let time = length.map { ($0 / .milliseconds(1)).rounded() }.map { "\(Int($0)) ms" } ?? "?"
        return switch kind {
        case .role: "failover group \(subject): this node is \(role)\(reason)"
        case .splitBrain:
            "failover group \(subject): \(value) has the addresses too; the nodes settle it once "
                + "they hear each other"
        case .splitBrainEnded:
            "failover group \(subject): this node and \(value) both had the addresses for \(time)"
        case .starved:
            "failover group \(subject): the election process was not scheduled for \(time)"
        case .handoverFailed:
            "failover group \(subject): no node has taken the role over\(reason); this node keeps "
                + "it"
        case .addressFailed: "failover group \(subject): \(value)"
        case .addressRestored:
            "failover group \(subject): \(value) was removed outside Ballast, added again"
        case .addressForeign:
            "failover group \(subject): another program has an address of the group on this node: "
                + value
        case .addressForeignEnded:
            "failover group \(subject): removed from this node by another program: \(value)"
        case .numberShared:
            "failover group \(subject): \(value): choose another virtualRouterId for one of the two"
        case .numberSharedEnded: "failover group \(subject): no longer: \(value)"
        case .leftoversRemoved:
            "failover group \(subject): an earlier election process had left \(value) on this "
                + "node; removed"
        case .other:
            "failover \(subject): the election process reports \(cause ?? "?"), which this version "
                + "does not know: \(value)"
        case .socketRestored: "removed outside Ballast, made again: \(subject)"
        case .socketFailed: "the control socket \(subject) can't be made again: \(value)"
        case .linkUp: "failover link \(subject) can be used again"
        case .refused: "failover link \(subject): packets are refused: \(value)"
        case .refusalEnded:
            "failover link \(subject): for a minute no packet was refused: \(value)"
        case .linkDown: "failover link \(subject) can't be used: \(value)"
        }
    }

    private var role: String { value.flatMap(Report.Role.init(word:))?.title ?? "?" }

    private var reason: String { cause.map { ": \(Self.words[$0] ?? $0)" } ?? "" }

    /// Sentences for the causes of VRRP's ``RoleCause`` and ``HandoverReason``.
    private static let words = [
        "started": "the election has started",
        "owner": "it owns the addresses",
        "silence": "the master was silent",
        "preempted": "the master has a lower priority, or stops",
        "handedOver": "the master handed the role over",
        "handedOn": "it handed the role over",
        "outranked": "another master has a higher priority",
        "unheard": "another master does not hear this one",
        "starved": "the process was not scheduled in time",
        "fault": "a fault of this node, its links or its interfaces",
        "recovered": "the fault has ended",
        "stopped": "the election was stopped",
        "stop": "the election stops",
        "standby": "standby",
        "request": "it was asked to",
        "health": "a peer is healthier",
    ]
}
