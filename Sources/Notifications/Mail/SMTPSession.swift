import Model

/// The delivery of one letter over one connection, as a state machine without input or output.
///
/// Source: RFC 5321; RFC 3207 for STARTTLS; RFC 4954 for AUTH, PLAIN and LOGIN. One command at a
/// time, each after the answer to the previous one.
struct SMTPSession {
    /// The letter and the login.
    struct Settings {
        /// The name for EHLO, or an address in brackets.
        var hello: String
        var from: MailAddress
        var to: [MailAddress]
        /// The message, with lines ending in CRLF, before dot-stuffing.
        var message: [UInt8]
        var speaksTLS: Bool
        var login: String?
        var password: String
    }

    /// The next action.
    enum Action: Equatable {
        /// Wait for the relay.
        case wait
        /// Send these bytes.
        case send([UInt8])
        /// Start TLS, then call ``secured()``.
        case startTLS
        /// Send these bytes and end the session.
        case finish([UInt8], Delivery)
    }

    private enum State {
        case greeting, hello, oldHello, startTLS, handshake, login, user, password, from, to, data
        case message, over
    }

    private let settings: Settings
    private var state = State.greeting
    private var reader = SMTPReplyReader()
    private var isSecure = false
    private var recipient = 0
    private var refused: [String] = []
    /// A recipient that must be retried causes a retry for all: a mail is small.
    private var deferred: String?

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Passes received bytes.
    mutating func received(_ bytes: some Sequence<UInt8>) -> Action {
        guard state != .over else { return .wait }
        reader.append(bytes)
        do {
            guard let reply = try reader.next() else { return .wait }
            // A peer that sends more than a reply before TLS may not be the relay.
            guard reader.isEmpty else { return end(.deferred("the relay spoke out of turn")) }
            return handle(reply)
        } catch {
            return end(.deferred(error.text))
        }
    }

    /// TLS is established.
    mutating func secured() -> Action {
        isSecure = true
        return say("EHLO \(settings.hello)", .hello)
    }

    /// The connection has ended, or its deadline has expired.
    func interrupted(_ reason: String) -> Delivery { .deferred(reason) }

    private mutating func handle(_ reply: SMTPReplyReader.Reply) -> Action {
        switch (state, reply.code) {
        case (.greeting, 200..<300): return say("EHLO \(settings.hello)", .hello)
        case (.hello, 250): return helloed(reply)
        case (.hello, 500...) where !settings.speaksTLS && settings.login == nil:
            return say("HELO \(settings.hello)", .oldHello)
        case (.oldHello, 250): return mailFrom()
        case (.startTLS, 220):
            state = .handshake
            return .startTLS
        case (.login, 235), (.password, 235): return mailFrom()
        case (.login, 334): return say(encoded(settings.login ?? ""), .user)
        case (.user, 334): return say(encoded(settings.password), .password)
        case (.from, 250): return say("RCPT TO:<\(settings.to[0])>", .to)
        case (.to, _): return received(recipient: reply)
        case (.data, 354): return say(Self.stuffed(settings.message), .message)
        case (.message, 200..<300): return end(.delivered(refused: refused))
        default: return refuse(reply)
        }
    }

    private mutating func helloed(_ reply: SMTPReplyReader.Reply) -> Action {
        let words = reply.lines.dropFirst().map { $0.uppercased().split(separator: " ") }
        if settings.speaksTLS, !isSecure {
            guard words.contains(where: { $0.first == "STARTTLS" }) else {
                return end(.refused("the relay offers no STARTTLS"))
            }
            return say("STARTTLS", .startTLS)
        }
        guard let login = settings.login else { return mailFrom() }
        let offered = words.first { $0.first == "AUTH" } ?? []
        if offered.contains("PLAIN") {
            return say("AUTH PLAIN \(encoded("\0\(login)\0\(settings.password)"))", .login)
        }
        if offered.contains("LOGIN") { return say("AUTH LOGIN", .login) }
        return end(.refused("the relay offers no login that Ballast knows: PLAIN or LOGIN"))
    }

    private mutating func mailFrom() -> Action { say("MAIL FROM:<\(settings.from)>", .from) }

    private mutating func received(recipient reply: SMTPReplyReader.Reply) -> Action {
        switch reply.code {
        case 200..<300: break
        case 500...: refused.append("\(settings.to[recipient]): \(reply.text)")
        default: deferred = "\(settings.to[recipient]): \(reply.text)"
        }
        recipient += 1
        if recipient < settings.to.count {
            return say("RCPT TO:<\(settings.to[recipient])>", .to)
        }
        if let deferred { return end(.deferred(deferred)) }
        if refused.count == settings.to.count {
            return end(.refused(refused.joined(separator: "; ")))
        }
        return say("DATA", .data)
    }

    /// 5yz is permanent, except for a greeting: then the relay is out of order.
    private mutating func refuse(_ reply: SMTPReplyReader.Reply) -> Action {
        let words = "\(phase): \(reply.text)"
        let isFinal = reply.code >= 500 && state != .greeting
        return end(isFinal ? .refused(words) : .deferred(words))
    }

    private var phase: String {
        switch state {
        case .greeting: "greeting"
        case .hello, .oldHello: "hello"
        case .startTLS, .handshake: "STARTTLS"
        case .login, .user, .password: "login"
        case .from: "sender"
        case .to: "recipient"
        case .data, .message, .over: "message"
        }
    }

    private mutating func say(_ line: String, _ next: State) -> Action {
        say(Array((line + "\r\n").utf8), next)
    }

    private mutating func say(_ bytes: [UInt8], _ next: State) -> Action {
        state = next
        return .send(bytes)
    }

    private mutating func end(_ delivery: Delivery) -> Action {
        state = .over
        return .finish(Array("QUIT\r\n".utf8), delivery)
    }

    private func encoded(_ text: String) -> String { Base64.encoded(Array(text.utf8)) }

    /// Doubles a dot at the beginning of a line, and appends the final line with a single dot.
    ///
    /// Source: RFC 5321 section 4.5.2.
    static func stuffed(_ message: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.count + 8)
        var isLineStart = true
        for byte in message {
            if isLineStart, byte == UInt8(ascii: ".") { bytes.append(byte) }
            bytes.append(byte)
            isLineStart = byte == UInt8(ascii: "\n")
        }
        return bytes + Array((isLineStart ? ".\r\n" : "\r\n.\r\n").utf8)
    }
}
