import Model

/// The keys of `notifications`.
enum NotificationFields: Int, ObjectFields {
    case command, user, events, timeout, mail

    static let table = ObjectTable(
        "notifications section", of: Self.self,
        "Notifications of events, by a command and by mail.")

    /// Kinds of event that can be reported.
    static let kinds = Event.Kind.allCases.filter { $0 != .untold }.map(\.rawValue)
    static let usual: String = {
        let kinds = Event.Kind.allCases.filter { Notifications.usualEvents.contains($0) }
        return "[" + kinds.map(\.rawValue).joined(separator: ", ") + "]"
    }()

    var field: Field {
        switch self {
        case .command:
            Field(
                .text(1...4096),
                "Path of a program to run for each event, one event at a time. Only root may "
                    + "have write access to the program and its parent directories. Its arguments "
                    + "are the kind of the event and a sentence; docs/guide/notifications.md lists "
                    + "its environment variables.")
        case .user:
            Field(
                .text(1...32), default: "nobody",
                "User of this machine that runs the command. root: with all rights of Ballast.")
        case .events:
            Field(
                .words(Self.kinds),
                "Kinds of event that run the command. Default: \(Self.usual).")
        case .timeout:
            Field(
                .duration(
                    .any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "10s", "Maximum duration of the command. After that it is killed.")
        case .mail:
            Field(.object(MailFields.table), "Mail over SMTP. Default: no mail is sent.")
        }
    }
}
