import CGNU
import Glibc
import VRRP

/// A moment of the clock of the elections; `Model` has a moment too, of the date.
typealias ElectionMoment = Moment

/// The clock of the elections, and a timer of it.
///
/// Source: `CLOCK_BOOTTIME` of `clock_gettime(2)`: it counts while the machine is suspended, and
/// does not follow corrections of the date. `timerfd_create(2)`.
final class BootClock {
    /// The descriptor of the timer, readable when it has expired.
    let descriptor: Int32
    private(set) var armed: Moment?

    init() throws(SocketFailure) {
        descriptor = timerfd_create(CLOCK_BOOTTIME, Int32(O_CLOEXEC | O_NONBLOCK))
        guard descriptor >= 0 else { throw .last("create a timer") }
    }

    deinit {
        close(descriptor)
    }

    var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Moment(.seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
    }

    /// The time since 1970, for people and for trailers.
    var date: Duration {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Lets the timer expire at a moment, in place of the one before.
    func arm(at moment: Moment) {
        guard moment != armed else { return }
        armed = moment
        // Zero would switch the timer off.
        let time = max(moment.sinceZero, .nanoseconds(1)).components
        var setting = itimerspec()
        setting.it_value.tv_sec = time_t(time.seconds)
        setting.it_value.tv_nsec = Int(time.attoseconds / 1_000_000_000)
        timerfd_settime(descriptor, 1, &setting, nil)  // TFD_TIMER_ABSTIME
    }

    /// Takes note of the expiry; the timer is off until it is armed again.
    func expire() {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
        armed = nil
    }
}
