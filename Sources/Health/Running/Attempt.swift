/// One run of a probe.
final class Attempt {
    /// One who waits for one result.
    typealias Caller = AsyncThrowingStream<ProbeResult, any Error>.Continuation

    /// Who is told.
    enum Origin {
        /// The stream of reports.
        case schedule(ScheduledProbe)
        /// One caller.
        case caller(token: UInt64, Probe, Caller)

        var probe: Probe {
            switch self {
            case .schedule(let scheduled): scheduled.probe
            case .caller(_, let probe, _): probe
            }
        }
    }

    /// Never used twice.
    let number: UInt64
    let origin: Origin
    let probe: Probe
    let begin: MonotonicTime
    let lane: Lane.Kind
    var exchange: any Exchange
    /// -1 when there is none.
    var descriptor: Int32 = -1
    var isOpen = false
    /// What is still to be sent.
    var output: ArraySlice<UInt8> = []
    /// The conclusion when all is sent, where that is the end.
    var lastWord: Finding?
    /// Work that is done elsewhere: TLS, a command.
    var task: Task<Void, Never>?
    /// Whether its time is over and its command was killed.
    var isKilled = false
    /// A regular expression can't be interrupted: at the deadline nobody waits for it.
    var matching: Matching?

    init(
        number: UInt64, origin: Origin, begin: MonotonicTime, lane: Lane.Kind,
        exchange: any Exchange
    ) {
        self.number = number
        self.origin = origin
        self.probe = origin.probe
        self.begin = begin
        self.lane = lane
        self.exchange = exchange
    }
}
