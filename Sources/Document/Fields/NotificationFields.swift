import Model

/// The keys of `notifications`.
enum NotificationFields: Int, ObjectFields {
    case command, user, events, timeout, mail

    static let table = ObjectTable(
        "notifications section", of: Self.self, "Who is told what happens, and how.")

    /// What can be told.
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
                "Path of a program that is run for each event, one after the other. Only root may "
                    + "be able to change it and the directories that it is in. Its arguments are "
                    + "the kind of the event and a sentence; docs/guide/notifications.md lists its "
                    + "environment.")
        case .user:
            Field(
                .text(1...32), default: "nobody",
                "User of this machine that the command runs as. root: with all rights that Ballast "
                    + "has.")
        case .events:
            Field(
                .words(Self.kinds),
                "Kinds of event that the command is run for. Default: \(Self.usual).")
        case .timeout:
            Field(
                .duration(
                    .any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "10s", "How long the command may take. Then it is killed.")
        case .mail:
            Field(.object(MailFields.table), "Mail over SMTP. Without it, none is sent.")
        }
    }
}

/// The keys of the notifications' `mail`.
enum MailFields: Int, ObjectFields {
    case to, from, relay, startTls, verify, ca, login, password, passwordFile, events,
        repeatInterval

    static let table = ObjectTable(
        "mail section", of: Self.self, "Mail about events; many at once are one mail.")

    var field: Field {
        switch self {
        case .to:
            Field(.mailAddresses, required: true, "Who gets it: a list of addresses.")
        case .from:
            Field(.text(1...254), required: true, "The sender's address.")
        case .relay:
            Field(
                .text(1...300), required: true,
                "The mail server that takes it: a name or an address, and a port unless it is 25. "
                    + "mail.example.org:587, 10.0.0.25, [2001:db8::25]:25.")
        case .startTls:
            Field(
                .boolean, default: true,
                "Whether the relay has to speak TLS. false: it is not asked to.")
        case .verify:
            Field(
                .boolean, default: true,
                "Whether the relay's certificate has to be good, and for its name.")
        case .ca:
            Field(
                .text(1...4096),
                "File of the authorities that are trusted. Default: the system's.")
        case .login:
            Field(.text(1...255), "User that logs in. Default: nobody does. Needs startTls.")
        case .password:
            Field(.text(1...255), "The user's password. Not with passwordFile.")
        case .passwordFile:
            Field(.text(1...4096), SecretFileText.password)
        case .events:
            Field(
                .words(NotificationFields.kinds),
                "Kinds of event that are mailed. Default: \(NotificationFields.usual).")
        case .repeatInterval:
            Field(
                .duration(.any(DurationText(1, .minutes)...DurationText(7, .days))),
                "Time between two mails while servers are down. Default: only one is sent.")
        }
    }
}
