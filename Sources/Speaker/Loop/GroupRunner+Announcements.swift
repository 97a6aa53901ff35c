import Model
import VRRP

/// Announcements in slices.
extension GroupRunner {
    /// The time after which a full queue of an interface is tried again.
    private static let retry = Duration.milliseconds(2)

    /// The longest time of a slice: a quarter of the interval, from 1 ms to 20 ms.
    private var slice: Duration {
        max(.milliseconds(1), min(settings.interval / 4, .milliseconds(20)))
    }

    /// Announces the addresses of interfaces whose hardware address has changed.
    func announce(on interfaces: Set<String>) {
        guard role == .active, !interfaces.isEmpty else { return }
        addresses.announce(on: interfaces)
        continueAnnouncing()
    }

    /// Sends announcements that wait, for the time of a slice.
    func continueAnnouncing() {
        let end = network.clock.now + slice
        let result = addresses.sendAnnouncements { [clock = network.clock] in clock.now < end }
        let now = network.clock.now
        switch result {
        case .finished: announceAt = nil
        case .interrupted: announceAt = now
        case .full: announceAt = now + Self.retry
        }
    }
}
