import Addresses
import Expressions
import Model

/// A dialogue with a server on one connection, as a state machine without input or output.
///
/// The owner of the socket calls one function for each event and executes the returned turn.
protocol Exchange: Sendable {
    /// Whether the exchange needs the local address before the connection opens.
    var asksForPlace: Bool { get }
    /// Whether only the farewell is left: a broken connection is then equal to a closed one.
    var isTakingLeave: Bool { get }
    /// Passes the local address of the connection.
    mutating func placed(at local: Endpoint)
    /// The connection is open, with TLS if it is used from the first byte.
    mutating func opened() -> Turn
    /// TLS is established, after `Turn.secure`.
    mutating func secured() -> Turn
    /// Passes received bytes; for datagrams, a single one.
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Turn
    /// Passes an event of the second connection, after `Turn.attach`.
    mutating func attached(_ event: DataEvent) -> Turn
    /// Passes the result of the work of `Turn.compute`; nil: it failed.
    mutating func computed(_ result: [UInt8]?) -> Turn
    /// The server has closed the connection.
    mutating func ended() -> Turn
    /// Returns the conclusion at the deadline.
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

/// An event of the second connection, which only receives data.
enum DataEvent: Sendable {
    /// The connection is open.
    case opened
    /// The server sent bytes.
    case received(ArraySlice<UInt8>)
    /// The server has closed the connection.
    case ended
    /// The connection failed, for this reason.
    case failed(String)
}

/// The next action of an exchange.
enum Turn: Sendable {
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

extension Turn {
    /// Concludes with a pattern: a text is searched at once, a regular expression on another
    /// thread.
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
