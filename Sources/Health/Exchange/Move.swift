import Addresses
import Expressions
import Model

/// The next action of an exchange.
enum Move: Sendable {
    /// Send these bytes, then wait.
    case send([UInt8])
    /// Send these bytes and conclude with this finding, whether or not the bytes arrive. A finding
    /// of the phase `send` only passes when they arrive.
    case finish([UInt8], Finding)
    /// Wait for the server.
    case wait
    /// Start TLS; only on a channel (`ChannelCheck`).
    ///
    /// Plain text that the server sends after it agrees to TLS must be a failure in the exchange,
    /// because TLS does not protect it. Source: RFC 3207 section 4.2 and CVE-2011-0411.
    case secure
    /// Open a second connection to this port of the same server; only on a channel.
    case attach(port: UInt16)
    /// Perform this long work on another thread and pass its result to `computed`.
    case compute(@Sendable () -> [UInt8]?)
    /// Conclude with this finding.
    case done(Finding)
    /// Conclude with the first finding if these bytes contain the pattern, otherwise with the
    /// second.
    case match(Pattern, [UInt8], Finding, otherwise: Finding)
}

extension Move {
    /// Concludes with a pattern: a text is searched at once, a regular expression on another
    /// thread.
    static func matching(_ pattern: Pattern, in bytes: [UInt8], passed: Finding) -> Move {
        let otherwise = Finding.failed(
            .match, expected: pattern.summary,
            seen: bytes.isEmpty ? "nothing" : "\"\(Printable.text(bytes.prefix(100)))\"")
        guard case .text = pattern else {
            return .match(pattern, bytes, passed, otherwise: otherwise)
        }
        return .done(pattern.search(bytes) == .found ? passed : otherwise)
    }
}
