/// A message of the election process to a controller.
///
/// Every request has one answer, in order; events are between them.
public enum SpeakerReply: Sendable, Hashable {
    /// The request was accepted.
    case accepted
    /// The request was refused, and changed nothing.
    case refused(String)
    /// The status.
    case status(SpeakerStatus)
    /// An event; no answer.
    case event(SpeakerEvent)

    /// Decodes a message.
    ///
    /// **Errors:** the first field that can't be used.
    public init(_ value: JSONValue) throws(UnfitField) {
        let fields = try JSONFields(value, at: "")
        switch try fields.text("reply") {
        case "accepted": self = .accepted
        case "refused": self = .refused(try fields.text("reason"))
        case "status": self = .status(try SpeakerStatus(try fields.object("status")))
        case "event": self = .event(try SpeakerEvent(try fields.object("event")))
        default: throw fields.unfit("reply", "unknown")
        }
    }

    /// The message in JSON.
    public var json: JSONValue {
        switch self {
        case .accepted: .fields(["reply": .text("accepted")])
        case .refused(let reason):
            .fields(["reply": .text("refused"), "reason": .text(String(reason.prefix(80)))])
        case .status(let status): .fields(["reply": .text("status"), "status": status.json])
        case .event(let event): .fields(["reply": .text("event"), "event": event.json])
        }
    }
}
