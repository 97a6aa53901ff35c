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
    /// A message of a later version; no answer.
    case unknown

    /// Decodes a message.
    ///
    /// A status that can't be read counts as refused, an event as unknown: the process may be of
    /// another version, and the conversation continues.
    ///
    /// **Errors:** the message is no object with a kind, or an answer without a reason.
    public init(_ value: JSONValue) throws(UnfitField) {
        let fields = try JSONFields(value, at: "")
        switch try fields.text("reply") {
        case "accepted": self = .accepted
        case "refused": self = .refused(try fields.text("reason"))
        case "status":
            do {
                self = .status(try SpeakerStatus(try fields.object("status")))
            } catch {
                self = .refused("its status can't be read: \(error)")
            }
        case "event":
            // Its kind is known, its fields are not.
            let event = (try? fields.object("event")).flatMap { try? SpeakerEvent($0) }
            self = event.map { .event($0) } ?? .unknown
        default: self = .unknown
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
        case .unknown: .fields(["reply": .text("unknown")])
        }
    }
}
