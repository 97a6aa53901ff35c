import Addresses
import Model

/// The limits of sign-ins by name and by address.
///
/// Anyone can make attempts with a name, and must not shut its owner out: an address from which the
/// name has signed in is held to the limit of addresses alone.
struct SignInThrottle: Sendable {
    private var names = AttemptTable(free: 20, longest: 60)
    private var addresses = AttemptTable(free: 5, longest: 300)
    /// The pairs of a name and a place that have signed in.
    var known = KnownPlaces()

    /// Returns the time until an attempt counts; 0: it does now.
    ///
    /// **Unit:** seconds.
    func wait(_ name: String, from address: String, at now: Moment) -> Int {
        let place = Self.place(address)
        let wait = addresses.wait(place, at: now)
        return isKnown(name, from: address) ? wait : max(wait, names.wait(name, at: now))
    }

    /// Whether the name has signed in from this address before.
    func isKnown(_ name: String, from address: String) -> Bool {
        known.contains(name, Self.place(address))
    }

    /// Counts an attempt, before its result is known.
    mutating func begin(_ name: String, from address: String, at now: Moment) {
        addresses.begin(Self.place(address), at: now)
        // Those of known places must not add to the wait of others, nor can they be endless.
        if !isKnown(name, from: address) { names.begin(name, at: now) }
    }

    /// Notes that an attempt has succeeded; earlier ones from the address still count, because its
    /// owner could have guessed another name between two sign-ins of his own.
    ///
    /// - Parameter time: milliseconds since 1970.
    ///
    /// - Returns: whether ``known`` has changed enough to be saved.
    mutating func succeed(_ name: String, from address: String, time: Int64) -> Bool {
        addresses.takeBack(Self.place(address))
        names.forget(name)
        return known.add(name, Self.place(address), at: time)
    }

    /// Takes an attempt back that was not checked.
    mutating func takeBack(_ name: String, from address: String) {
        addresses.takeBack(Self.place(address))
        if !isKnown(name, from: address) { names.takeBack(name) }
    }

    /// The part of an address that one client has: an IPv4 address, or the first 64 bits of an IPv6
    /// address.
    static func place(_ text: String) -> String {
        guard let address = IPAddress(text) else { return String(text.prefix(64)) }
        let bytes = address.bytes
        let isMapped =
            bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 }
            && bytes[10...11].allSatisfy { $0 == 0xff }
        if isMapped, let inner = IPAddress(bytes: bytes.suffix(4)) { return "\(inner)" }
        guard address.family == .ipv6, let prefix = Prefix(address, length: 64) else {
            return "\(address)"
        }
        return "\(prefix.network)"
    }
}
