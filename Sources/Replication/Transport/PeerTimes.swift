import NIOCore

/// The time limits of a connection between nodes.
struct PeerTimes: Sendable {
    /// The longest duration of a TLS handshake.
    var handshake = TimeAmount.seconds(10)
    /// The longest time from the handshake to the end of the first request.
    var request = TimeAmount.seconds(10)
    /// The longest time from an answer to the end of a peer's next request.
    ///
    /// A peer may validate and activate a generation meanwhile.
    var idle = TimeAmount.minutes(5)
    /// The duration of a request for a generation that does not exist yet.
    var poll = TimeAmount.seconds(30)
    /// The longest time in which this node makes an answer.
    var answer = TimeAmount.seconds(30)
    /// The longest time for one part of an answer, after which a slow side is cut off.
    var part = TimeAmount.seconds(30)

    /// The limits of a running node.
    static let usual = PeerTimes()
}
