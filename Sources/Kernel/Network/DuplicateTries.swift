import Addresses
import Model

/// The attempts with IPv6 addresses that other hosts have.
///
/// The other host may be switched off meanwhile, and the kernel itself tries only once (RFC 4862
/// section 5.4.5).
struct DuplicateTries {
    /// The pause before the first attempt, in milliseconds; it doubles up to the longest one.
    static let pause: Int64 = 10_000
    /// The longest pause, in milliseconds.
    static let longest: Int64 = 600_000

    private var tries: [InterfaceAddress: (pause: Int64, due: Int64)] = [:]

    /// Whether an address with this result of the kernel's check is unusable, and if so, whether it
    /// is time to try again; nil: the address can be used, or is checked for the first time.
    ///
    /// - Parameters:
    ///   - created: the moment at which the address was added, on the clock of `now`.
    ///   - now: milliseconds on a monotonic clock.
    mutating func isDue(
        _ address: InterfaceAddress, hasFailed: Bool, isChecked: Bool, created: Int64, now: Int64
    ) -> Bool? {
        if hasFailed {
            let entry = tries[address] ?? (Self.pause, created + Self.pause)
            tries[address] = entry
            return now >= entry.due
        }
        // The result of an attempt is not known yet.
        if !isChecked, tries[address] != nil { return false }
        tries[address] = nil
        return nil
    }

    /// Notes an attempt.
    mutating func note(_ address: InterfaceAddress, now: Int64) {
        let pause = min(2 * (tries[address]?.pause ?? Self.pause), Self.longest)
        tries[address] = (pause, now + pause)
    }

    /// Forgets addresses that the host does not have.
    mutating func forget(allBut present: some Collection<InterfaceAddress>) {
        guard !tries.isEmpty else { return }
        let present = Set(present)
        tries = tries.filter { present.contains($0.key) }
    }
}
