import Expressions
import Model

/// A Telnet session up to its prompt, with every option rejected.
///
/// A text is searched in every fragment. A regular expression is tried when the server seems to
/// wait for input: when the last byte is a space or one of `:>#$%?`. Source: RFC 854, RFC 855.
struct TelnetExchange: Exchange {
    /// Position of the next byte in a command.
    private enum Place {
        case text, command, option(refusal: UInt8?), parameters, parametersCommand
    }

    private static let iac: UInt8 = 255
    private static let prompts = Array(" :>#$%?".utf8)

    private let expect: Pattern?
    private let limit: Int
    private var place = Place.text
    private var text: [UInt8] = []
    /// Number of received bytes, commands included.
    private var total = 0
    private var isOpen = false

    init(_ expect: Pattern?, limit: Int) {
        self.expect = expect
        self.limit = limit
    }

    mutating func opened() -> Move {
        isOpen = true
        return .wait
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        var refusals: [UInt8] = []
        let known = text.count
        for byte in bytes.prefix(limit - total) { receive(byte, &refusals) }
        total += min(bytes.count, limit - total)
        if let move = verdict(after: known) { return move }
        if total >= limit { return last }
        return refusals.isEmpty ? .wait : .send(refusals)
    }

    private mutating func receive(_ byte: UInt8, _ refusals: inout [UInt8]) {
        switch place {
        case .text:
            if byte == Self.iac { place = .command } else { text.append(byte) }
        case .command:
            switch byte {
            case Self.iac:
                text.append(byte)
                place = .text
            case 250: place = .parameters
            // WILL is answered with DONT, and DO with WONT; WONT and DONT need no answer.
            case 251: place = .option(refusal: 254)
            case 253: place = .option(refusal: 252)
            case 252, 254: place = .option(refusal: nil)
            default: place = .text
            }
        case .option(let refusal):
            if let refusal { refusals += [Self.iac, refusal, byte] }
            place = .text
        case .parameters:
            if byte == Self.iac { place = .parametersCommand }
        case .parametersCommand:
            place = byte == 240 ? .text : .parameters
        }
    }

    /// The conclusion from the received text, if any; the earlier text was searched already.
    private func verdict(after known: Int) -> Move? {
        guard text.count > known else { return nil }
        switch expect {
        case nil:
            return text.contains { $0 > 0x20 } ? .done(passed) : nil
        case .text(let wanted):
            let start = max(0, known - wanted.utf8.count)
            let match = Pattern.text(wanted).search(Array(text[start...]))
            return match == .found ? .done(passed) : nil
        case .regex(let source):
            guard let byte = text.last, Self.prompts.contains(byte) else { return nil }
            return .matching(.regex(source), in: text, passed: passed)
        }
    }

    private var last: Move {
        guard let expect else { return .done(failed("nothing")) }
        return .matching(expect, in: text, passed: passed)
    }

    mutating func ended() -> Move {
        text.isEmpty ? .done(failed("a closed connection")) : last
    }

    func expired() -> Finding {
        guard isOpen else { return .failed(.connect, expected: "a connection", seen: "no answer") }
        return failed(text.isEmpty ? "nothing" : "\"\(shown)\"")
    }

    private var passed: Finding { .passed(.match, seen: "\"\(shown)\"") }

    private var shown: String { Printable.text(text.suffix(100)) }

    private func failed(_ seen: String) -> Finding {
        .failed(.receive, expected: expect?.summary ?? "a prompt", seen: seen)
    }
}
