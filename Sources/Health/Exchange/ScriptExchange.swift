import Addresses
import Model

/// A sequence of commands and replies, as in FTP, SMTP, NNTP, POP3 and IMAP.
struct ScriptExchange: Exchange {
    /// A command and the replies that allow the exchange to continue.
    struct Step: Sendable {
        /// The command without its line end; nil: the server sends first.
        var command: String?
        /// The name of the command in messages, without its arguments.
        var name: String
        /// Beginnings of a good reply, in whole words and without IMAP's tag.
        let good: [String]
        /// Beginning of a reply that makes the next steps unnecessary.
        var sufficient: String?
        /// Number of steps that ``sufficient`` makes unnecessary.
        var superfluous = 1
        /// Beginning of a reply that is followed by another reply.
        var preliminary: String?
        /// A word that must begin a line of the reply, after its code.
        var offer: String?
        /// A replacement for the command, used once if the reply begins accordingly.
        var alternative: Alternative?
        /// Whether TLS starts after this step.
        var secures = false
        /// Whether the command ends with the address of this machine, in SMTP's syntax.
        var givesPlace = false
        /// Whether the step is a farewell: a closed connection is equal to a reply.
        var isGoodbye = false

        /// A command for servers that do not support the first one.
        struct Alternative: Sendable {
            /// Beginnings of replies that cause the replacement.
            let replies: [String]
            /// The command without its line end.
            let command: String
        }
    }

    private var steps: [Step]
    private let confidence: Confidence
    private let expect: Pattern?
    private var reader: ReplyReader
    private var position = 0
    private var local: Endpoint?
    private var isOpen = false
    /// The received text, for the pattern; empty without a pattern.
    private var transcript: [UInt8] = []
    private var seen = ""

    init(
        _ steps: [Step], _ grammar: ReplyReader.Grammar, confidence: Confidence,
        expect: Pattern? = nil
    ) {
        self.steps = steps
        self.confidence = confidence
        self.expect = expect
        reader = ReplyReader(grammar)
    }

    var asksForPlace: Bool { steps.contains(where: \.givesPlace) }

    mutating func placed(at local: Endpoint) {
        self.local = local
    }

    mutating func opened() -> Move {
        isOpen = true
        if let text = steps.compactMap(\.command).first(where: { !Self.isLine($0) }) {
            let verb = text.prefix { $0 != " " }
            return .done(
                .inconclusive(.send, seen: "a line break in the argument of \(verb)"))
        }
        return command.map { .send($0) } ?? .wait
    }

    mutating func secured() -> Move {
        command.map { .send($0) } ?? .wait
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        reader.append(bytes)
        var output: [UInt8] = []
        while true {
            switch reader.next(tag: tag) {
            case .incomplete:
                return output.isEmpty ? .wait : .send(output)
            case .excess:
                return .done(
                    failed(
                        "lines of at most \(ReplyReader.lineLimit) bytes, and "
                            + "\(ReplyReader.limit) in all", "more", .receive))
            case .reply(let reply):
                switch receive(reply) {
                case .send(let bytes): output += bytes
                case .wait: break
                case let move: return move
                }
            }
        }
    }

    private mutating func receive(_ reply: ReplyReader.Reply) -> Move {
        let step = steps[position]
        if let other = step.alternative,
            other.replies.contains(where: { reply.verdict.begins(with: $0) })
        {
            steps[position].alternative = nil
            steps[position].command = other.command
            steps[position].givesPlace = false
            steps[position].name = String(other.command.prefix { $0 != " " })
            return command.map { .send($0) } ?? .wait
        }
        if let word = step.preliminary, reply.verdict.begins(with: word) { return .wait }
        guard step.good.contains(where: { reply.verdict.begins(with: $0) }) else {
            return .done(failed(awaited, "\"\(confidence.text(reply.verdict))\""))
        }
        if let offer = step.offer, !reply.lines.contains(where: { offers($0, offer) }) {
            return .done(failed("\(offer) in the answer to \(step.name)", "no such line"))
        }
        if !step.isGoodbye { seen = confidence.text(reply.verdict) }
        if expect != nil {
            for line in reply.lines { transcript += confidence.cleared(line) + [0x0a] }
        }
        let isSufficient = step.sufficient.map { reply.verdict.begins(with: $0) } ?? false
        position += isSufficient ? 1 + step.superfluous : 1
        guard position < steps.count else { return conclusion }
        if step.secures {
            guard !reader.hasRest else {
                return .done(
                    failed(
                        "nothing between the answer to \(step.name) and TLS",
                        "\"\(confidence.text(reader.rest))\"", .tls))
            }
            return .secure
        }
        return command.map { .send($0) } ?? .wait
    }

    /// Matches SMTP's extensions, such as `250-STARTTLS`.
    private func offers(_ line: [UInt8], _ word: String) -> Bool {
        Array(line.dropFirst(4)).begins(with: word)
    }

    var isTakingLeave: Bool { position < steps.count && steps[position].isGoodbye }

    mutating func ended() -> Move {
        if isTakingLeave { return conclusion }
        return .done(failed(awaited, unread ?? "a closed connection", .receive))
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return failed(awaited, unread ?? "nothing", .receive)
    }

    private var unread: String? {
        reader.hasRest ? "\"\(confidence.text(reader.rest))\", not ended" : nil
    }

    private var conclusion: Move {
        guard let expect else { return .done(.passed(.match, seen: seen)) }
        return .matching(expect, in: transcript, passed: .passed(.match, seen: seen))
    }

    /// A description such as "230 or 331 to USER".
    private var awaited: String {
        guard position < steps.count else { return "" }
        let step = steps[position]
        let good = step.good.joined(separator: " or ")
        return step.command == nil ? "\(step.name), \(good)" : "\(good) to \(step.name)"
    }

    /// The tag of the command; empty for a farewell, so that a `* BYE` before the tagged reply
    /// passes.
    private var tag: String {
        guard position < steps.count, !steps[position].isGoodbye else { return "" }
        return String(steps[position].good[0].prefix { $0 != " " })
    }

    private var command: [UInt8]? {
        guard position < steps.count, let command = steps[position].command else { return nil }
        let place = steps[position].givesPlace ? " " + Self.literal(local) : ""
        return Array("\(command)\(place)\r\n".utf8)
    }

    /// Source: RFC 5321 section 4.1.3.
    private static func literal(_ local: Endpoint?) -> String {
        switch local?.address {
        case .v4(let address): "[\(address)]"
        case .v6(let address): "[IPv6:\(address)]"
        case nil: "[127.0.0.1]"
        }
    }

    /// Whether the command has no line break, which would make it two commands.
    private static func isLine(_ command: String) -> Bool {
        !command.utf8.contains { $0 == 0x0a || $0 == 0x0d || $0 == 0 }
    }

    private func failed(
        _ expected: String, _ seen: String, _ phase: CheckResult.Phase = .match
    ) -> Finding {
        .failed(phase, expected: expected, seen: seen)
    }
}
