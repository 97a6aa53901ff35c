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

        /// Whether its server is likely to take much of its time: it did last time, in vain.
        var isSlow: Bool {
            if case .schedule(let scheduled) = self { scheduled.isSlow } else { false }
        }

        /// Whether a failure need not count: it comes again, and the last one counted.
        var mayBeExcused: Bool {
            switch self {
            case .schedule(let scheduled): !scheduled.wasExcused
            case .caller: false
            }
        }
    }

    /// Never used twice.
    let number: UInt64
    let origin: Origin
    /// Whether its server was slow before this attempt.
    let wasSlow: Bool
    /// The origin's probe, as it can be made on this node now.
    let probe: Probe
    let begin: MonotonicTime
    /// When it is over, but for the time that the loop loses until then.
    var deadline: MonotonicTime
    /// The time that the loop had lost when ``deadline`` was set.
    var lostBefore: Duration
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
    /// A comparison with a regular expression, which the deadline does not wait for.
    var matching: Matching?
    /// Whether its exchange waits for work that is done elsewhere.
    var isComputing = false

    init(
        number: UInt64, origin: Origin, probe: Probe, begin: MonotonicTime, lostBefore: Duration,
        lane: Lane.Kind, exchange: any Exchange
    ) {
        self.number = number
        self.origin = origin
        wasSlow = origin.isSlow
        self.probe = probe
        self.begin = begin
        self.lostBefore = lostBefore
        deadline = begin + origin.probe.timeout
        self.lane = lane
        self.exchange = exchange
    }
}
