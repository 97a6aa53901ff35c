import Model

/// A dialogue in a protocol other than HTTP, with the expected answer.
public struct DialogueProbe: Sendable, Hashable {
    /// The dialogue.
    public let dialogue: Dialogue
    /// The pattern that the answer must contain; nil: any good answer passes.
    public let expect: Pattern?

    /// Creates a probe with this dialogue.
    public init(_ dialogue: Dialogue) {
        self.dialogue = dialogue
        expect = Pattern(dialogue.expect)
    }

    /// The TLS settings, for TLS from the first byte or later; nil: no TLS.
    var tls: TLSSettings? {
        switch dialogue.carrier.security {
        case .none: nil
        case .tls(let tls), .startTLS(let tls): TLSSettings(tls, host: dialogue.host)
        }
    }

    /// Whether TLS starts after a command of the protocol.
    ///
    /// Only if the protocol's exchange sends that command: otherwise nothing may be sent as plain
    /// text.
    var securesLater: Bool {
        guard case .startTLS = dialogue.carrier.security else { return false }
        return [.imap, .pop, .smtp].contains(dialogue.service)
    }

    /// Whether the probe needs more than one plain connection: TLS, or FTP's data connection.
    var needsChannel: Bool {
        tls != nil || (dialogue.service == .ftp && dialogue.request != nil)
    }
}
