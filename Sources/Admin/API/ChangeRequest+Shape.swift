import Model

extension ChangeRequest {
    /// Returns the form of a body.
    static func shape(of form: APIForm) -> RecordShape {
        switch form {
        case .weight: weightShape
        case .serverEdits: editsShape
        case .handover: handoverShape
        case .standby: standbyShape
        default: reasonShape
        }
    }

    private static let message = RecordShape.Key.optional(
        "message", .text, "The reason, for the history.")
    private static let group = RecordShape.Key.optional(
        "group", .text, "The failover group of the document. Default: all groups.")
    private static let note = RecordShape.Key.optional(
        "message", .text, "The reason, for the audit log.")

    /// The form of a body with a reason.
    public static let reasonShape = RecordShape(
        "reason", "The body of a request to the API that changes servers or the document.",
        [message])

    /// The form of a body with a weight.
    public static let weightShape = RecordShape(
        "weight", "The body of a request to the API that changes a weight.",
        [.required("weight", .count, "The weight, 0...65535, for a proxy 0...256."), message])

    /// The form of a body with changes of several servers.
    public static let editsShape = RecordShape(
        "serverEdits", "The body of a request to the API that changes several servers.",
        [
            .required(
                "edits", .list(ServerChange.shape),
                "The changes, as if one after the other."),
            message,
        ])

    /// The form of a body that hands addresses over.
    public static let handoverShape = RecordShape(
        "handover", "The body of a request to the API that hands virtual addresses over.",
        [
            .optional("to", .text, "The node. Default: the best one."),
            .optional(
                "force", .flag, "Whether it may be a node that is not ready. Default: false."),
            group, note,
        ])

    /// The form of a body that begins or ends standby.
    public static let standbyShape = RecordShape(
        "standby", "The body of a request to the API that begins or ends standby of a node.",
        [group, note])
}
