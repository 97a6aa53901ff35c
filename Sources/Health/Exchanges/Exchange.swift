import Addresses
import Expressions

/// One conversation with a server, as a machine without input or output.
///
/// Whoever owns the socket calls one function for each event and does what the turn says.
protocol Exchange: Sendable {
    /// Whether it has to be told where the connection comes from before it is opened.
    var asksForPlace: Bool { get }
    /// Whether all is said but the goodbye: a connection that breaks is then as good as one that
    /// is closed.
    var isTakingLeave: Bool { get }
    /// Where the connection comes from.
    mutating func placed(at local: Endpoint)
    /// The connection is there (TLS too, where it is spoken from the first byte).
    mutating func opened() -> Turn
    /// TLS is there, after `Turn.secure`.
    mutating func secured() -> Turn
    /// The server said something; for datagrams, one of them.
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Turn
    /// Something happened to the second connection, after `Turn.attach`.
    mutating func attached(_ event: DataEvent) -> Turn
    /// The result of the work is there, after `Turn.compute`; nil: it failed.
    mutating func computed(_ result: [UInt8]?) -> Turn
    /// The server will say no more.
    mutating func ended() -> Turn
    /// The deadline has come.
    func expired() -> Finding
}

extension Exchange {
    var asksForPlace: Bool { false }
    var isTakingLeave: Bool { false }
    mutating func placed(at local: Endpoint) {}
    mutating func secured() -> Turn { .wait }
    mutating func attached(_ event: DataEvent) -> Turn { .wait }
    mutating func computed(_ result: [UInt8]?) -> Turn { .wait }
}

/// What happens to a second connection, which only brings data.
enum DataEvent: Sendable {
    /// It is there.
    case opened
    /// The server said something.
    case received(ArraySlice<UInt8>)
    /// The server will say no more.
    case ended
    /// It is no more, or never was, for this reason.
    case failed(String)
}

/// What comes next in an exchange.
enum Turn: Sendable {
    /// These bytes go out, then wait.
    case send([UInt8])
    /// These bytes go out, and that concludes it: with this finding, whether they come through or
    /// not, unless it is of the phase `send`, which only they can pass.
    case finish([UInt8], Finding)
    /// Wait for the server.
    case wait
    /// TLS begins; only where a channel carries the exchange (`ChannelCheck`).
    ///
    /// What the server said in the clear after its agreement must be a failure in the exchange:
    /// it is not TLS's word. Source: RFC 3207 section 4.2 and CVE-2011-0411.
    case secure
    /// A second connection is made to this port of the same server; only over a channel.
    case attach(port: UInt16)
    /// This work takes long and is done elsewhere; its result goes to `computed`.
    case compute(@Sendable () -> [UInt8]?)
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
        return .done(pattern.search(bytes) == .found ? passed : otherwise)
    }
}
