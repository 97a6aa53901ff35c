import NIOCore

/// The time limits of a connection to the API.
struct APITimes: Sendable {
    /// The longest duration of a TLS handshake.
    var handshake = TimeAmount.seconds(10)
    /// The longest time from the first byte of a request, or the handshake, to the end of its body.
    var request = TimeAmount.seconds(15)
    /// The same for a document.
    var document = TimeAmount.seconds(60)
    /// The longest time from an answer to the next request.
    var idle = TimeAmount.seconds(60)
    /// The longest time in which the controller makes an answer.
    var answer = TimeAmount.seconds(60)
    /// The longest time for one part of an answer, after which a slow client is cut off.
    var part = TimeAmount.seconds(30)
    /// The longest duration of an event stream; then the client must prove its rights again.
    var stream = TimeAmount.minutes(10)

    /// The limits of a running controller.
    static let usual = APITimes()
}
