import Expressions
import Model

/// A request and a reply over TCP.
struct TCPExchange: Exchange {
    private let probe: TCPProbe
    private var reply: [UInt8] = []
    private var isOpen = false

    init(_ probe: TCPProbe) {
        self.probe = probe
    }

    mutating func opened() -> Move {
        isOpen = true
        if probe.expect == nil {
            let isSilent = probe.send.isEmpty
            return isSilent ? .done(.passed(.connect)) : .finish(probe.send, .passed(.send))
        }
        return probe.send.isEmpty ? .wait : .send(probe.send)
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        guard let pattern = probe.expect else { return .done(.passed(.receive)) }
        let known = reply.count
        reply += bytes.prefix(probe.limit - reply.count)
        if case .text(let wanted) = pattern {
            // Earlier bytes were searched already, except for a match that extends into the new
            // ones.
            let start = max(0, known - wanted.utf8.count)
            if pattern.search(Array(reply[start...])) == .found { return .done(passed) }
        }
        return reply.count < probe.limit && !isLine ? .wait : verdict(pattern)
    }

    /// Whether a line has ended: a regular expression is tried on whole lines, not on each byte.
    private var isLine: Bool {
        guard case .regex = probe.expect else { return false }
        return reply.last == UInt8(ascii: "\n")
    }

    mutating func ended() -> Move {
        guard let pattern = probe.expect else { return .done(.passed(.receive)) }
        guard !reply.isEmpty else {
            return .done(
                .failed(.receive, expected: pattern.summary, seen: "a closed connection"))
        }
        return verdict(pattern)
    }

    func expired() -> Finding {
        guard isOpen else {
            return .failed(.connect, expected: "a connection", seen: "no answer")
        }
        return .failed(
            .receive, expected: probe.expect?.summary ?? "",
            seen: reply.isEmpty ? "nothing" : "\"\(Printable.text(reply.prefix(100)))\"")
    }

    private var passed: Finding { .passed(.match, seen: Printable.text(reply.prefix(100))) }

    private func verdict(_ pattern: Pattern) -> Move {
        .matching(pattern, in: reply, passed: passed)
    }
}
