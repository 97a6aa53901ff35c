import NIOCore
import NIOHTTP1

/// The limits of the replication port.
///
/// They bound a host that has no certificate, and a peer that is broken.
enum PeerLimits {
    /// The most connections whose TLS handshake is not complete.
    static let handshakes = 16
    /// The same, of addresses from which a peer has connected before.
    static let knownHandshakes = 16
    /// The most connections with a certificate that is not trusted.
    static let strangers = 8
    /// The most connections of trusted peers: one of each, and some for reports.
    static let peers = Membership.trustedLimit + 16
    /// The most new connections that one address may open at once.
    static let burst = 20
    /// The time after which an address may open one more connection.
    static let refill = TimeAmount.milliseconds(500)
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
    /// The most bytes of shared entries.
    static let entries = 4 << 20
    /// The most bytes of lines of a log in one request.
    static let lines = 256 << 10
    /// The most requests with lines after one greeting.
    static let lineRequests = 16
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
