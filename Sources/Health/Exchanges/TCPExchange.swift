/// A question and an answer over TCP.
struct TCPExchange: Exchange {
    private let probe: TCPProbe
    private var reply: [UInt8] = []
    private var isOpen = false

    init(_ probe: TCPProbe) {
        self.probe = probe
    }

    mutating func opened() -> Turn {
        isOpen = true
        if probe.expect == nil {
            let isSilent = probe.send.isEmpty
            return isSilent ? .done(.passed(.connect)) : .finish(probe.send, .passed(.send))
        }
        return probe.send.isEmpty ? .wait : .send(probe.send)
    }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Turn {
        guard let pattern = probe.expect else { return .done(.passed(.receive)) }
        reply += bytes.prefix(probe.limit - reply.count)
        if case .text = pattern, pattern.matches(reply) { return .done(passed) }
        return reply.count < probe.limit && !isLine ? .wait : verdict(pattern)
    }

    /// A regular expression is tried on whole lines, and not again for each byte that drips in.
    private var isLine: Bool {
        guard case .regex = probe.expect else { return false }
        return reply.last == UInt8(ascii: "\n")
    }

    mutating func ended() -> Turn {
        guard let pattern = probe.expect else { return .done(.passed(.receive)) }
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

    private func verdict(_ pattern: Pattern) -> Turn {
        .matching(pattern, in: reply, passed: passed)
    }
}
