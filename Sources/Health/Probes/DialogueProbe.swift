import Model

/// A protocol other than HTTP, and what must come back.
public struct DialogueProbe: Sendable, Hashable {
    /// What is said.
    public let dialogue: Dialogue
    /// What the answer must contain; nil is content with any good one.
    public let expect: Pattern?

    /// This dialogue.
    public init(_ dialogue: Dialogue) {
        self.dialogue = dialogue
        expect = Pattern(dialogue.expect)
    }

    /// How TLS is spoken, from the first byte or later; nil: it is not.
    var tls: TLSSettings? {
        switch dialogue.security {
        case .none: nil
        case .tls(let tls), .startTLS(let tls): TLSSettings(tls, host: dialogue.host)
        }
    }

    /// Whether TLS waits for the protocol's own word for it.
    ///
    /// Only where the protocol's machine says that word: elsewhere nothing may go out in the clear.
    var securesLater: Bool {
        guard case .startTLS = dialogue.security else { return false }
        return [.imap, .pop, .smtp].contains(dialogue.service)
    }

    /// Whether more than one plain connection is made: TLS, or FTP's second one for a file.
    var needsChannel: Bool {
        tls != nil || (dialogue.service == .ftp && dialogue.request != nil)
    }
}
