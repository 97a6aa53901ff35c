import Addresses

/// Who is told what happens, and how.
public struct Notifications: Sendable, Hashable, Codable {
    /// A command for each event; nil: none is run.
    public var command: Command?
    /// Mail; nil: none is sent.
    public var mail: Mail?

    /// These ways.
    public init(command: Command? = nil, mail: Mail? = nil) {
        self.command = command
        self.mail = mail
    }

    /// Kinds of event that are told unless the document names others: servers that fail and return,
    /// documents that are refused, steps that fail and succeed again, certificates.
    public static let usualEvents: Set<Event.Kind> = [
        .up, .down, .rejected, .unreadable, .failed, .recovered, .certificate, .renewed, .cut,
    ]

    /// A program that is run once for each event, one after the other.
    public struct Command: Sendable, Hashable, Codable {
        /// Its absolute path.
        public var path: String
        /// The user that it runs as.
        public var user: String
        /// For which kinds of event.
        public var events: Set<Event.Kind>
        /// How long one run may take; then its process group is killed.
        ///
        /// **Range:** 100 ms...1 h, default 10 s.
        public var timeout: Duration

        /// The user without rights, as whom it runs unless the document names another.
        public static let usualUser = "nobody"

        /// This program.
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

    /// Mail over a relay.
    public struct Mail: Sendable, Hashable, Codable {
        /// Who gets it.
        ///
        /// **Shape:** at least one, at most 50.
        public var to: [MailAddress]
        /// Who it comes from.
        public var from: MailAddress
        /// The host that takes it: a name or an address.
        public var relay: String
        /// The relay's port; default 25.
        public var port: UInt16
        /// How TLS is spoken with the relay; nil: it is not.
        public var tls: TLS?
        /// Who logs in, with TLS only; nil: nobody.
        public var login: String?
        /// The password of ``login``.
        public var password: Secret?
        /// After which kinds of event.
        public var events: Set<Event.Kind>
        /// Time between two mails while a server is down; nil: there is one only.
        ///
        /// **Range:** 1 min...7 d.
        public var repeatInterval: Duration?

        /// Mail to these, from this one, over this relay.
        public init(
            to: [MailAddress], from: MailAddress, relay: String, port: UInt16 = 25,
            tls: TLS? = TLS(),
            login: String? = nil, password: Secret? = nil,
            events: Set<Event.Kind> = Notifications.usualEvents, repeatInterval: Duration? = nil
        ) {
            self.to = to
            self.from = from
            self.relay = relay
            self.port = port
            self.tls = tls
            self.login = login
            self.password = password
            self.events = events
            self.repeatInterval = repeatInterval
        }

        /// TLS after STARTTLS; a relay that does not offer it gets no mail.
        public struct TLS: Sendable, Hashable, Codable {
            /// Whether its certificate has to be good, for the relay's name.
            public var verify: Bool
            /// File of the authorities that are trusted; nil: the system's.
            public var authority: String?

            /// Verified by the system's authorities, unless something else is given.
            public init(verify: Bool = true, authority: String? = nil) {
                self.verify = verify
                self.authority = authority
            }
        }
    }
}

/// An address of electronic mail that needs no quoting.
///
/// Source: RFC 5321 section 4.1.2, `Mailbox` with a dot-string; ASCII only.
public struct MailAddress: Sendable, Hashable {
    /// `ops@example.org`.
    public var text: String

    /// What follows the at sign.
    public var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }
}

extension MailAddress: LosslessStringConvertible {
    /// The address.
    public var description: String { text }

    /// An address of at most 254 bytes.
    ///
    /// **Errors:** nil for anything else.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, parts[0].count <= 64,
            Self.isDotted(parts[0], also: "!#$%&'*+-/=?^_`{|}~"),
            Self.isDotted(parts[1], also: "-") || Self.isLiteral(parts[1])
        else { return nil }
        self.text = text
    }

    private static func isDotted(_ bytes: Substring.UTF8View, also marks: String) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy { isAlphanumeric($0) || marks.utf8.contains($0) }
        }
    }

    private static func isLiteral(_ bytes: Substring.UTF8View) -> Bool {
        bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]") && bytes.count > 2
            && bytes.dropFirst().dropLast().allSatisfy {
                isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

extension MailAddress: TextCodable {}
