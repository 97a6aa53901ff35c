/// One conversation with a server, as a machine without input or output.
///
/// Whoever owns the socket calls one function for each event and does what the turn says.
protocol Exchange: Sendable {
    /// The connection is there (TLS too, where it is spoken).
    mutating func opened() -> Turn
    /// The server said something; for datagrams, one of them.
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Turn
    /// The server will say no more.
    mutating func ended() -> Turn
    /// The deadline has come.
    func expired() -> Finding
}

/// What comes next in an exchange.
enum Turn: Sendable {
    /// These bytes go out, then wait.
    case send([UInt8])
    /// These bytes go out, and that concludes it.
    case finish([UInt8], Finding)
    /// Wait for the server.
    case wait
    /// It is concluded.
    case done(Finding)
    /// It is concluded by whether these bytes contain the pattern: the second finding if not.
    case match(Pattern, [UInt8], Finding, otherwise: Finding)
}

extension Turn {
    /// Concludes with a pattern: text here and now, a regular expression elsewhere.
    static func matching(_ pattern: Pattern, in bytes: [UInt8], passed: Finding) -> Turn {
        let otherwise = Finding.failed(
            .match, expected: pattern.summary,
            seen: bytes.isEmpty ? "nothing" : "\"\(Printable.text(bytes.prefix(100)))\"")
        guard case .text = pattern else {
            return .match(pattern, bytes, passed, otherwise: otherwise)
        }
        return .done(pattern.matches(bytes) ? passed : otherwise)
    }
}
