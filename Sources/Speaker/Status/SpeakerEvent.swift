import Addresses
import VRRP

/// Something that happened in the election process, for log, status and notifications.
public struct SpeakerEvent: Sendable, Hashable {
    /// The kinds of events.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The role changed: `value` is the role, `cause` the reason.
        case role
        /// Another node is active too: `value` is the node.
        case splitBrain
        /// One of two active nodes is no longer active: `length` is the time with two.
        case splitBrainEnded
        /// The process was not scheduled in time: `length` is the delay.
        case starved
        /// No node took the role over: `cause` is the reason of the handover.
        case handoverFailed
        /// An address could not be added, announced or removed: `value` is the failure.
        case addressFailed
        /// An address was removed by another program and added again: `value` is the address.
        case addressRestored
        /// Another program has addresses of the group on this node: `value` lists them.
        case addressForeign
        /// These addresses were removed: `value` lists them.
        case addressForeignEnded
        /// Another virtual router has a number of the group: `value` is the sentence.
        case numberShared
        /// It is silent: `value` as before.
        case numberSharedEnded
        /// A link can be used again.
        case linkUp
        /// A link can't be used: `value` is the reason.
        case linkDown
        /// Packets are discarded: `value` is their sender and the reason.
        case refused
        /// No such packet was received for a minute: `value` as before.
        case refusalEnded
        /// The control socket was removed, and listens again: `subject` is its path.
        case socketRestored
        /// The control socket was removed: `value` is the reason why it can't listen again.
        case socketFailed
        /// Addresses of an earlier process were on this node until now: `value` lists them.
        case leftoversRemoved
        /// An event of a later version: `value` is its value, `cause` the word of its kind.
        case other

        /// Whether controllers know the kind that end the conversation at an unknown one.
        var isOriginal: Bool {
            switch self {
            case .role, .splitBrain, .splitBrainEnded, .starved, .handoverFailed, .addressFailed,
                .addressRestored, .addressForeign, .addressForeignEnded, .linkUp, .linkDown,
                .refused, .refusalEnded, .socketRestored, .socketFailed:
                true
            case .numberShared, .numberSharedEnded, .leftoversRemoved, .other: false
            }
        }
    }

    /// The number of the event: one more than that of the event before.
    public var number: UInt64
    /// The time, in milliseconds since 1970.
    public var time: Int64
    /// The kind.
    public var kind: Kind
    /// The group, or for links the interface or device.
    public var subject: String
    /// A role, a node or a sentence, depending on the kind.
    public var value: String?
    /// The reason of a change.
    public var cause: String?
    /// The length of a time.
    public var length: Duration?

    /// Creates an event without a number and a time, which its log adds.
    public init(
        _ kind: Kind, _ subject: String, value: String? = nil, cause: String? = nil,
        length: Duration? = nil
    ) {
        number = 0
        time = 0
        self.kind = kind
        self.subject = subject
        self.value = value
        self.cause = cause
        self.length = length
    }

    init(_ fields: JSONFields) throws(UnfitField) {
        let word = try fields.text("kind")
        let kind = Kind(rawValue: word) ?? .other
        self.init(
            kind, try fields.text("subject"), value: try fields.optionalText("value"),
            cause: kind == .other ? word : try fields.optionalText("cause"))
        number = UInt64(try fields.number("number", in: 0...Int.max))
        time = Int64(try fields.number("time", in: 0...Int.max))
        length = try fields.optionalDuration("length")
    }

    var json: JSONValue {
        .fields([
            "number": .number(Int(clamping: number)), "time": .number(Int(clamping: time)),
            "kind": .text(kind.rawValue), "subject": .text(subject),
            "value": value.map { .text($0) }, "cause": cause.map { .text($0) },
            "length": length.map { .milliseconds($0) },
        ])
    }
}

extension Report.Role {
    /// The role as a word: `stopped`, `faulty`, `backup`, `active`.
    public var word: String {
        switch self {
        case .stopped: "stopped"
        case .faulty: "faulty"
        case .backup: "backup"
        case .active: "active"
        }
    }

    /// The role of a word; nil for another word.
    public init?(word: String) {
        guard
            let role = [Self.stopped, .faulty, .backup, .active].first(where: { $0.word == word })
        else { return nil }
        self = role
    }
}
