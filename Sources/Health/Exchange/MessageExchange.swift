import Model

/// Splits received bytes into messages and passes them on, within limits.
struct MessageExchange<Speaker: MessageSpeaker>: Exchange {
    private(set) var speaker: Speaker
    private var pending: [UInt8] = []
    private var total = 0
    private var isOpen = false
    private var isConcluded = false
    /// Whether work is done on another thread; messages wait for its result.
    private var isComputing = false

    init(_ speaker: Speaker) {
        self.speaker = speaker
    }

    mutating func opened() -> Move {
        isOpen = true
        return checked(speaker.begin())
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        guard !isConcluded else { return .wait }
        total += bytes.count
        pending += bytes
        guard !isComputing else {
            guard total <= MessageLimits.total else { return checked(excess) }
            return .wait
        }
        var rest = pending[...]
        var output: [UInt8] = []
        while true {
            let length: Int
            switch speaker.frame(rest) {
            case .incomplete: length = .max
            case .foreign: return checked(.done(strange(rest)))
            case .length(let count) where count > 0 && count <= MessageLimits.message:
                length = count
            case .length:
                return checked(.done(strange(rest)))
            }
            guard rest.count >= length else { break }
            let move = speaker.receive(rest.prefix(length))
            rest = rest.dropFirst(length)
            switch move {
            case .wait: break
            case .send(let bytes): output += bytes
            case .finish(let bytes, let finding):
                return checked(.finish(output + bytes, finding))
            case .compute where output.isEmpty:
                isComputing = true
                pending = Array(rest)
                return move
            default: return checked(move)
            }
        }
        pending = Array(rest)
        guard total <= MessageLimits.total else {
            return checked(excess)
        }
        return output.isEmpty ? .wait : .send(output)
    }

    private var excess: Move {
        .done(
            .failed(
                .receive, expected: speaker.awaited,
                seen: "more than \(MessageLimits.total) bytes without it"))
    }

    mutating func computed(_ result: [UInt8]?) -> Move {
        guard isComputing, !isConcluded else { return .wait }
        isComputing = false
        return checked(speaker.computed(result))
    }

    mutating func ended() -> Move {
        guard !isConcluded else { return .wait }
        let seen = pending.isEmpty ? "a closed connection" : "half a message, then the end"
        return checked(.done(.failed(.receive, expected: speaker.awaited, seen: seen)))
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return .failed(
            .receive, expected: speaker.awaited,
            seen: pending.isEmpty ? "nothing" : "\(pending.count) bytes of it"
        ).without(speaker.secrets)
    }

    private func strange(_ bytes: ArraySlice<UInt8>) -> Finding {
        .failed(
            .receive, expected: speaker.awaited,
            seen: "\"\(Printable.text(bytes.prefix(40)))\"")
    }

    private mutating func checked(_ move: Move) -> Move {
        switch move {
        case .finish, .done, .match: isConcluded = true
        default: break
        }
        return move.without(speaker.secrets)
    }
}

extension Move {
    /// A copy without these texts in its findings.
    ///
    /// A server may echo anything that it receives, including passwords.
    func without(_ secrets: [String]) -> Move {
        switch self {
        case .finish(let bytes, let finding): .finish(bytes, finding.without(secrets))
        case .done(let finding): .done(finding.without(secrets))
        case .match(let pattern, let bytes, let passed, let otherwise):
            .match(
                pattern, bytes, passed.without(secrets),
                otherwise: otherwise.without(secrets))
        default: self
        }
    }

    /// Concludes with the comparison of these bytes, and sends a farewell if the comparison is
    /// immediate.
    static func concluding(
        _ pattern: Pattern?, in bytes: [UInt8], passed: Finding, farewell: [UInt8]
    ) -> Move {
        let move = pattern.map { matching($0, in: bytes, passed: passed) } ?? .done(passed)
        guard case .done(let finding) = move, !farewell.isEmpty else { return move }
        return .finish(farewell, finding)
    }
}

extension Finding {
    /// A copy without these texts in its description.
    func without(_ secrets: [String]) -> Finding {
        var finding = self
        for secret in secrets where !secret.isEmpty {
            let shown = Printable.text(secret.utf8)
            finding.seen = Self.cleared(finding.seen.replacing(shown, with: "(secret)"), of: shown)
        }
        return finding
    }

    /// Removes the beginning of a secret that is cut off at the end of the text.
    private static func cleared(_ text: String, of secret: String) -> String {
        let isQuoted = text.hasSuffix("\"")
        let body = isQuoted ? text.dropLast() : text[...]
        var part = secret.dropLast()
        while part.utf8.count >= 4, !body.hasSuffix(part) { part = part.dropLast() }
        guard part.utf8.count >= 4 else { return text }
        return body.dropLast(part.count) + "(secret)" + (isQuoted ? "\"" : "")
    }
}
