import NIOCore
import NIOHTTP1

/// The limits of the replication port.
///
/// They bound a host that has no certificate, and a peer that is broken.
enum PeerLimits {
    /// The most connections whose TLS handshake is not complete.
    static let handshakes = 16
    /// The most connections with a certificate that is not trusted.
    static let strangers = 8
    /// The most connections of trusted peers.
    static let peers = 40
    /// The most new connections that one address may open at once.
    static let burst = 20
    /// The time after which an address may open one more connection.
    static let refill = TimeAmount.milliseconds(500)
    /// The longest duration of a TLS handshake.
    static let handshakeTime = TimeAmount.seconds(10)
    /// The longest time from the handshake to the end of the first request.
    static let requestTime = TimeAmount.seconds(10)
    /// The longest time from an answer to the end of a peer's next request.
    ///
    /// A peer may validate and activate a generation meanwhile.
    static let idleTime = TimeAmount.minutes(5)
    /// The duration of a request for a generation that does not exist yet.
    static let pollTime = TimeAmount.seconds(30)
    /// The longest time for one part of an answer, after which a slow reader is cut off.
    static let partTime = TimeAmount.seconds(30)
    /// The size of a part of an answer.
    ///
    /// **Unit:** bytes.
    static let part = 64 << 10
    /// The most bytes of a greeting.
    static let hello = Membership.encodedLimit + 4096
    /// The most bytes of a report, which JSON can make longer than its texts.
    static let report = 64 << 10
    /// The most bytes of a join request.
    static let join = 4096
    /// The most bytes of a reason in an answer.
    static let reason = 2048

    /// The limits of the head of a request or an answer.
    static var head: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 2 << 10
        limits.maxHeaderListSize = 8 << 10
        limits.maxHeaderFieldCount = 32
        return limits
    }
}
