import Addresses
import Expressions
import Model

/// A dialogue with a server on one connection, as a state machine without input or output.
///
/// The owner of the socket calls one function for each event and executes the returned move.
protocol Exchange: Sendable {
    /// Whether the exchange needs the local address before the connection opens.
    var asksForPlace: Bool { get }
    /// Whether only the farewell is left: a broken connection is then equal to a closed one.
    var isTakingLeave: Bool { get }
    /// Passes the local address of the connection.
    mutating func placed(at local: Endpoint)
    /// The connection is open, with TLS if it is used from the first byte.
    mutating func opened() -> Move
    /// TLS is established, after `Move.secure`.
    mutating func secured() -> Move
    /// Passes received bytes; for datagrams, a single one.
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move
    /// Passes an event of the second connection, after `Move.attach`.
    mutating func attached(_ event: DataEvent) -> Move
    /// Passes the result of the work of `Move.compute`; nil: it failed.
    mutating func computed(_ result: [UInt8]?) -> Move
    /// The server has closed the connection.
    mutating func ended() -> Move
    /// Returns the conclusion at the deadline.
    func expired() -> Finding
}

extension Exchange {
    var asksForPlace: Bool { false }
    var isTakingLeave: Bool { false }
    mutating func placed(at local: Endpoint) {}
    mutating func secured() -> Move { .wait }
    mutating func attached(_ event: DataEvent) -> Move { .wait }
    mutating func computed(_ result: [UInt8]?) -> Move { .wait }
}
