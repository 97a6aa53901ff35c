import CGNU
import Glibc
import Pages

/// The state of the system's clock.
enum ClockState {
    /// Returns the state; nil: the kernel refuses the question.
    ///
    /// Source: `adjtimex(2)`: without modes nothing is changed.
    static func current() -> PageClock? {
        var state = timex()
        let code = adjtimex(&state)
        guard code >= 0 else { return nil }
        let isNano = state.status & Int32(STA_NANO) != 0
        return PageClock(
            isSynchronised: code != TIME_ERROR && state.status & Int32(STA_UNSYNC) == 0,
            offset: Int64(state.offset) / (isNano ? 1000 : 1), largestError: Int64(state.maxerror))
    }
}
