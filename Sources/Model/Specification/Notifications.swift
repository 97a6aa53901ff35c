import Addresses

/// Notifications of events, by a command and by mail.
public struct Notifications: Sendable, Hashable, Codable {
    /// The command for each event; nil: none.
    public var command: Command?
    /// The mail settings; nil: no mail.
    public var mail: Mail?

    /// Creates notifications.
    public init(command: Command? = nil, mail: Mail? = nil) {
        self.command = command
        self.mail = mail
    }

    /// The default kinds of event: servers that fail and recover, documents that are rejected,
    /// steps that fail and succeed again, certificates, replication that waits for the operator,
    /// nodes that join and leave.
    public static let usualEvents: Set<Event.Kind> = [
        .up, .down, .rejected, .unreadable, .failed, .recovered, .certificate, .renewed, .cut,
        .role, .replication, .peer, .reverted,
    ]

    /// A program that runs once for each event, one event at a time.
    public struct Command: Sendable, Hashable, Codable {
        /// The absolute path.
        public var path: String
        /// The user that runs it.
        public var user: String
        /// The kinds of event that run it.
        public var events: Set<Event.Kind>
        /// Maximum duration of a run; after that its process group is killed.
        ///
        /// **Range:** 100 ms...1 h, default 10 s.
        public var timeout: Duration

        /// The default user, which has no rights.
        public static let usualUser = "nobody"

        /// Creates a command.
        public init(
            path: String, user: String = Self.usualUser,
            events: Set<Event.Kind> = Notifications.usualEvents, timeout: Duration = .seconds(10)
        ) {
            self.path = path
            self.user = user
            self.events = events
            self.timeout = timeout
        }
    }

    /// Mail settings with a relay.
    public struct Mail: Sendable, Hashable, Codable {
        /// The recipients.
        ///
        /// **Shape:** at least one, at most 50.
        public var to: [MailAddress]
        /// The sender.
        public var from: MailAddress
        /// The relay: a name or an address.
        public var relay: String
        /// The relay's port; default 25.
        public var port: UInt16
        /// TLS settings for the relay; nil: no TLS.
        public var tls: TLS?
        /// User name of the login, which needs TLS; nil: no login.
        public var login: String?
        /// The password of ``login``.
        public var password: Secret?
        /// The kinds of event that are mailed.
        public var events: Set<Event.Kind>
        /// Time between two reminders while a server is down; nil: no reminders.
        ///
        /// **Range:** 1 min...7 d.
        public var repeatInterval: Duration?

        /// Creates mail settings.
        public init(
            to: [MailAddress], from: MailAddress, relay: String, port: UInt16 = 25,
            tls: TLS? = TLS(),
            login: String? = nil, password: Secret? = nil,
            events: Set<Event.Kind> = Notifications.usualEvents
        ) {
            self.to = to
            self.from = from
            self.relay = relay
            self.port = port
            self.tls = tls
            self.login = login
            self.password = password
            self.events = events
        }

        /// STARTTLS; a relay that does not support it gets no mail.
        public struct TLS: Sendable, Hashable, Codable {
            /// Whether the relay's certificate must be valid and match its name.
            public var verify: Bool
            /// File of trusted authorities; nil: the system's.
            public var authority: String?

            /// Creates TLS settings, by default with verification against the system's authorities.
            public init(verify: Bool = true, authority: String? = nil) {
                self.verify = verify
                self.authority = authority
            }
        }
    }
}
