import NIOCore

/// The rate at which each source may open connections, as a bucket of tokens for each source.
struct SourceRates: Sendable {
    /// The sources with a bucket that is not full.
    private var buckets: [SourceNetwork: Bucket] = [:]

    /// The most sources that are remembered; beyond, the one with the fullest bucket is forgotten.
    private static let limit = 1024

    private struct Bucket: Sendable {
        var tokens: Int
        /// The time of the last refill.
        var since: NIODeadline
    }

    /// Whether a source may open one more connection, which uses a token.
    mutating func admits(_ source: SourceNetwork, now: NIODeadline) -> Bool {
        var bucket = buckets[source] ?? Bucket(tokens: PeerLimits.burst, since: now)
        Self.refill(&bucket, now)
        let isAdmitted = bucket.tokens > 0
        if isAdmitted { bucket.tokens -= 1 }
        if buckets[source] == nil, buckets.count >= Self.limit { forget(now) }
        buckets[source] = bucket
        return isAdmitted
    }

    /// Returns the token of a connection whose certificate is trusted.
    mutating func giveBack(_ source: SourceNetwork) {
        guard let tokens = buckets[source]?.tokens, tokens < PeerLimits.burst else { return }
        buckets[source]?.tokens = tokens + 1
    }

    private static func refill(_ bucket: inout Bucket, _ now: NIODeadline) {
        let count = Int((now - bucket.since).nanoseconds / PeerLimits.refill.nanoseconds)
        guard count > 0 else { return }
        bucket.tokens = min(PeerLimits.burst, bucket.tokens + count)
        bucket.since = now
    }

    /// Removes the full buckets, or the fullest one.
    private mutating func forget(_ now: NIODeadline) {
        for source in buckets.keys {
            Self.refill(&buckets[source, default: Bucket(tokens: 0, since: now)], now)
        }
        buckets = buckets.filter { $0.value.tokens < PeerLimits.burst }
        guard buckets.count >= Self.limit,
            let fullest = buckets.max(by: { $0.value.tokens < $1.value.tokens })
        else { return }
        buckets[fullest.key] = nil
    }
}
