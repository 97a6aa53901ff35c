import Model

/// A bind and a search for one entry.
///
/// Without a login the bind is anonymous. With a request its entry must exist. Without a request
/// the search is for the root of the tree, and any answer passes. The expected text is searched in
/// the entry's distinguished name. Source: RFC 4511 sections 4.2 and 4.5.
struct LDAPSpeaker: MessageSpeaker {
    private let probe: DialogueProbe
    private var isBound = false
    private var name: String?

    init(_ probe: DialogueProbe) {
        self.probe = probe
    }

    var secrets: [String] { probe.secrets }
    var awaited: String { "an LDAP answer to the \(isBound ? "search" : "bind")" }

    mutating func begin() -> Move {
        .send(LDAPMessage.bind(probe.dialogue.login.user ?? "", probe.password))
    }

    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame {
        if let first = bytes.first, first != BER.sequence { return .foreign }
        return BER.frame(bytes)
    }

    mutating func receive(_ message: ArraySlice<UInt8>) -> Move {
        switch LDAPMessage(message) {
        case .bound(let outcome) where !isBound:
            guard outcome.code == 0 else {
                return .done(failed("a bind with success", outcome.summary))
            }
            isBound = true
            return .send(LDAPMessage.search(probe.dialogue.request ?? ""))
        case .entry(let found) where isBound:
            name = name ?? found
            return .wait
        case .searched(let outcome) where isBound:
            return verdict(outcome)
        case .notice(let outcome):
            return .done(failed(awaited, outcome.summary))
        case .bound, .entry, .searched, nil:
            return .done(
                .failed(
                    .receive, expected: awaited,
                    seen: "\"\(Printable.text(message.prefix(40)))\""))
        case .other: return .wait
        }
    }

    private func verdict(_ outcome: LDAPOutcome) -> Move {
        let base = probe.dialogue.request ?? ""
        guard outcome.code == 0 else {
            return .done(failed("the entry \"\(Printable.text(base.utf8))\"", outcome.summary))
        }
        guard name != nil || base.isEmpty else {
            return .done(failed("the entry \"\(Printable.text(base.utf8))\"", "no entry"))
        }
        let text = Array((name ?? "").utf8)
        return .concluding(
            probe.expect, in: text,
            passed: .passed(.match, seen: Printable.text(text.prefix(100))),
            farewell: LDAPMessage.unbind)
    }

    private func failed(_ expected: String, _ seen: String) -> Finding {
        .failed(.match, expected: expected, seen: seen)
    }
}
