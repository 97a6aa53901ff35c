import Model

/// The keys of the notifications' `mail`.
enum MailFields: Int, ObjectFields {
    case to, from, relay, startTls, verify, ca, login, password, passwordFile, events,
        repeatInterval

    static let table = ObjectTable(
        "mail section", of: Self.self,
        "Mail about events. Several events at once are sent as one mail.")

    var field: Field {
        switch self {
        case .to:
            Field(.mailAddresses, required: true, "Recipients: a list of addresses.")
        case .from:
            Field(.text(1...254), required: true, "Address of the sender.")
        case .relay:
            Field(
                .text(1...300), required: true,
                "Mail server: a name or an address, and a port unless it is 25. "
                    + "mail.example.org:587, 10.0.0.25, [2001:db8::25]:25.")
        case .startTls:
            Field(
                .boolean, default: true,
                "Whether the relay must support STARTTLS. false: mail is sent without TLS.")
        case .verify:
            Field(
                .boolean, default: true,
                "Whether the relay's certificate must be valid and match its name.")
        case .ca:
            Field(
                .text(1...4096),
                "File of trusted certificate authorities. Default: the system's.")
        case .login:
            Field(.text(1...255), "User name of the login. Default: no login. Needs startTls.")
        case .password:
            Field(.text(1...255), "Password of login. Not with passwordFile.")
        case .passwordFile:
            Field(.text(1...4096), SecretFileText.password)
        case .events:
            Field(
                .words(NotificationFields.kinds),
                "Kinds of event that are mailed. Default: \(NotificationFields.usual).")
        case .repeatInterval:
            Field(
                .duration(.any(DurationText(1, .minutes)...DurationText(7, .days))),
                "Time between two reminders while servers are down. Default: no reminders.")
        }
    }
}
