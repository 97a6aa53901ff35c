import Model

/// A datagram and its reply.
struct UDPExchange: Exchange {
    private let probe: UDPProbe
    private var seen: [UInt8] = []

    init(_ probe: UDPProbe) {
        self.probe = probe
    }

    mutating func opened() -> Move { .send(probe.payload) }

    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move {
        let passed = Finding.passed(
            .match, seen: "\"\(Printable.text(bytes.prefix(100)))\"")
        guard let pattern = probe.expect else { return .done(passed) }
        return .matching(pattern, in: Array(bytes), passed: passed)
    }

    mutating func ended() -> Move { .wait }

    func expired() -> Finding {
        guard let pattern = probe.expect else { return .passed(.receive, seen: "nothing") }
        return .failed(.receive, expected: pattern.summary, seen: "nothing")
    }
}
