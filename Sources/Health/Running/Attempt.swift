import Model

/// One run of a probe.
final class Attempt {
    /// A caller that waits for one result.
    typealias Caller = AsyncThrowingStream<CheckResult, any Error>.Continuation

    /// The recipient of the result.
    enum Origin {
        /// The stream of reports.
        case schedule(ScheduledProbe)
        /// A single caller.
        case caller(token: UInt64, Probe, Caller)

        var probe: Probe {
            switch self {
            case .schedule(let scheduled): scheduled.probe
            case .caller(_, let probe, _): probe
            }
        }

        /// Whether the server probably needs much of the timeout, like last time, without passing.
        var isSlow: Bool {
            if case .schedule(let scheduled) = self { scheduled.isSlow } else { false }
        }

        /// Whether a failure may be ignored: the probe is repeated, and its last failure counted.
        var mayBeExcused: Bool {
            switch self {
            case .schedule(let scheduled): !scheduled.wasExcused
            case .caller: false
            }
        }
    }

    /// A unique number.
    let number: UInt64
    let origin: Origin
    /// Whether the server was slow before this attempt.
    let wasSlow: Bool
    /// The origin's probe, adapted to this node's addresses.
    let probe: Probe
    let begin: MonotonicTime
    /// The deadline of the connection, later of the whole check, without the time that the loop may
    /// still lose.
    var deadline: MonotonicTime
    /// The lost time of the loop when ``deadline`` was set.
    var lostBefore: Duration
    let lane: Lane.Kind
    var exchange: any Exchange
    /// -1 for no socket.
    var descriptor: Int32 = -1
    var isOpen = false
    /// The unsent bytes.
    var output: ArraySlice<UInt8> = []
    /// The conclusion once all bytes are sent, if there is no reply to wait for.
    var lastWord: Finding?
    /// Work on other threads: TLS, a command.
    var task: Task<Void, Never>?
    /// Whether the deadline has expired and the command was killed.
    var isKilled = false
    /// A comparison with a regular expression, which the deadline does not wait for.
    var matching: Matching?
    /// Whether the exchange waits for work on another thread.
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
        deadline = begin + origin.probe.connectTimeout
        self.lane = lane
        self.exchange = exchange
    }

    /// Grants an open connection the time of the whole check; the timer of the earlier deadline
    /// starts the later one.
    func extend() {
        if !isKilled { deadline = begin + origin.probe.timeout }
    }
}
