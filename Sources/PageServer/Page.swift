import NIOCore

/// The current holding page.
struct Page: Sendable {
    /// The HTML.
    var html: ByteBuffer
    /// The time after which clients should retry.
    ///
    /// **Unit:** seconds.
    var retryAfter: Int
}
