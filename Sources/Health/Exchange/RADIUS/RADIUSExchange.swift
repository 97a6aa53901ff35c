import Model

/// An Access-Request and its answer.
///
/// With a login only Access-Accept passes. Without a login any answer signed with the secret
/// passes. A server ignores an unknown client or a wrong secret (RFC 2865 section 3), and unsigned
/// answers are ignored.
struct RADIUSExchange: Exchange {
    private let probe: DialogueProbe
    private let request: RADIUSRequest
    private var strays = 0
    private var isOpen = false

    init(_ probe: DialogueProbe) {
        self.init(
            probe, identifier: .random(in: 0...UInt8.max),
            authenticator: (0..<16).map { _ in .random(in: 0...UInt8.max) })
    }

    init(_ probe: DialogueProbe, identifier: UInt8, authenticator: [UInt8]) {
        self.probe = probe
        request = RADIUSRequest(
            identifier: identifier, authenticator: authenticator,
            secret: Array((probe.dialogue.login.secret?.text ?? "").utf8))
    }

    mutating func opened() -> Move {
        isOpen = true
        return .send(
            request.message(login: probe.dialogue.login.user ?? "ballast", password: probe.password)
        )
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        guard let code = request.code(of: bytes) else {
            strays += 1
            return .wait
        }
        let name = [2: "Access-Accept", 3: "Access-Reject", 11: "Access-Challenge"][code]
        guard let name else {
            return .done(
                .failed(.receive, expected: "an answer to Access-Request", seen: "code \(code)"))
        }
        guard code == 2 || probe.dialogue.login.user == nil else {
            return .done(.failed(.match, expected: "Access-Accept", seen: name))
        }
        return .done(.passed(.match, seen: name))
    }

    mutating func ended() -> Move { .wait }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return .failed(
            .receive, expected: "an answer that the secret signs",
            seen: strays == 0
                ? "nothing, as from a server with another secret" : "\(strays) without it")
    }
}
