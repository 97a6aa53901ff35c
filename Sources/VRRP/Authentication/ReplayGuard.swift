import Addresses

/// The check of received trailers, with the last number of each sender.
///
/// Nothing is stored over a restart: for the length of the window, a process that has just
/// started accepts packets that were sent before it.
public struct ReplayGuard: Sendable {
    /// A sender of a virtual router.
    private struct Sender: Sendable, Hashable {
        var router: UInt8
        var source: IPAddress
        /// The link, if the source is valid on one link only.
        var link: Int?
    }

    private var latest: [Sender: PacketTime] = [:]

    /// The most senders; the one that was silent for longest makes room.
    static let limit = 4096

    /// Creates a guard that knows no sender.
    public init() {}

    /// Checks the trailer of a complete message.
    ///
    /// - Parameters:
    ///   - link: the number of the link on which the message was received.
    ///   - date: the time since 1970.
    ///
    /// **Errors:** ``Refusal/trailer``, ``Refusal/stale(_:)``, ``Refusal/key(_:)``,
    /// ``Refusal/signature(_:)``, ``Refusal/replayed``.
    public mutating func verify(
        _ datagram: Datagram, on link: Int, by authentication: PacketAuthentication,
        at date: Duration
    ) throws(Refusal) {
        guard let trailer = PacketTrailer(of: datagram) else { throw .trailer }
        let now = PacketTime(date: date)
        // Before the HMAC, which costs more: the time can only be a reason to refuse.
        if let window = authentication.window, !trailer.time.isNear(now, within: window) {
            throw .stale(trailer.time.seconds(since: now))
        }
        guard let key = authentication.keys.first(where: { $0.id == trailer.key }) else {
            throw .key(trailer.key)
        }
        guard trailer.isCode(of: datagram, with: key) else { throw .signature(key.id) }
        let source = datagram.source
        let sender = Sender(
            router: datagram.payload[1], source: source,
            link: source.isLinkLocal || source.isUnspecified ? link : nil)
        guard isNew(trailer.time, of: sender, window: authentication.window, now) else {
            throw .replayed
        }
        makeRoom(for: sender)
        latest[sender] = trailer.time
    }

    /// Whether a number is later than the last one of its sender.
    ///
    /// A number outside the window orders nothing: after a correction of the date, its sender is
    /// accepted again.
    private func isNew(
        _ time: PacketTime, of sender: Sender, window: Duration?, _ now: PacketTime
    ) -> Bool {
        guard let last = latest[sender] else { return true }
        if let window, !last.isNear(now, within: window) { return true }
        return time.isAfter(last)
    }

    private mutating func makeRoom(for sender: Sender) {
        guard latest[sender] == nil, latest.count >= Self.limit else { return }
        let oldest = latest.min { $1.value.isAfter($0.value) }
        latest[oldest?.key ?? sender] = nil
    }
}
