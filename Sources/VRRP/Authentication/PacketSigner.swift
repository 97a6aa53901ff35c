import Addresses

/// The trailers of all packets that this host sends.
///
/// Their numbers grow, also over a restart, as long as the date does.
public struct PacketSigner: Sendable {
    private var last: PacketTime?

    /// Creates a signer.
    public init() {}

    /// Returns a message with its trailer; without one if the mode sends none.
    ///
    /// - Parameters:
    ///   - datagram: a message of at least 8 bytes with its checksum. Over IPv6 the checksum covers
    ///     the trailer, and is computed again; over IPv4 it does not.
    ///   - date: the time since 1970.
    public mutating func sign(
        _ datagram: Datagram, by authentication: PacketAuthentication, at date: Duration
    ) -> Datagram {
        guard authentication.signs, let key = authentication.keys.first else { return datagram }
        let time = next(PacketTime(date: date), window: authentication.window)
        last = time
        var signed = datagram
        signed.payload += PacketTrailer(signing: datagram, with: key, at: time).bytes
        if datagram.source.family == .ipv6 { signed.setChecksum(.pseudoHeader) }
        return signed
    }

    /// The date, or the number after the last one if the date has not grown.
    ///
    /// After a correction of the date by more than the window, receivers would refuse the numbers:
    /// they begin again at the date.
    private func next(_ now: PacketTime, window: Duration?) -> PacketTime {
        guard let last, !now.isAfter(last) else { return now }
        if let window, !last.isNear(now, within: window) { return now }
        return last.next
    }
}
