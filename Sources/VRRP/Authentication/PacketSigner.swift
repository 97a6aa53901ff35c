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
    ///   - wasWrong: whether the date was far from that of the other nodes a moment ago, so that
    ///     they have refused the last numbers.
    public mutating func sign(
        _ datagram: Datagram, by authentication: PacketAuthentication, at date: Duration,
        wasWrong: Bool = false
    ) -> Datagram {
        guard authentication.signs, let key = authentication.keys.first else { return datagram }
        let time = next(
            PacketTime(date: date), window: authentication.window, wasWrong: wasWrong)
        last = time
        var signed = datagram
        signed.payload += PacketTrailer(signing: datagram, with: key, at: time).bytes
        if datagram.source.family == .ipv6 { signed.setChecksum(.pseudoHeader) }
        return signed
    }

    /// The date, or the number after the last one if the date has not grown.
    ///
    /// After a step of the date back, from one end of the window to the other at most, receivers
    /// accept the numbers that follow the last one, and would refuse those of the date: these were
    /// used. After a longer step, and after a correction of a date that was outside the window,
    /// they begin again at the date.
    private func next(_ now: PacketTime, window: Duration?, wasWrong: Bool) -> PacketTime {
        guard let last, !now.isAfter(last) else { return now }
        guard let window else { return last.next }
        let isNear = last.isNear(now, within: wasWrong ? window : window * 2)
        return isNear ? last.next : now
    }
}
