import Addresses
import Model

/// When each inquiry is put next: a pure schedule.
///
/// An inquiry has a place of its own in its interval, which follows from what it is: restarts do
/// not shift it, and many inquiries are spread evenly. Times are counted from the place and not
/// from the end of the probe before, so that the period is exact. An inquiry whose probe is still
/// under way at its next turn misses that turn.
public struct Schedule: Sendable {
    private var turns = TurnQueue()
    /// The number of the turn that counts; an older one in the queue is void.
    private var current: [Inquiry: Int] = [:]
    private var lastTurn = 0

    /// Nothing is to be asked.
    public init() {}

    /// When the next inquiry is due; nil: nothing is.
    ///
    /// It may be early by inquiries that were withdrawn since.
    public var next: Moment? { turns.first?.moment }

    /// How many inquiries wait for their turn or are under way.
    public var count: Int { current.count }

    /// Within this time a new inquiry has its first turn, however long its interval is.
    public static let firstWait = Duration.seconds(10)

    /// Follows other inquiries: new ones get their first turn within an interval from now, and
    /// within ``firstWait``; those that are not wanted any more have none.
    public mutating func follow(_ inquiries: some Collection<Inquiry>, at now: Moment) {
        let wanted = Set(inquiries)
        current = current.filter { wanted.contains($0.key) }
        for inquiry in wanted where current[inquiry] == nil {
            enqueue(
                inquiry,
                at: inquiry.turn(after: now, every: min(inquiry.interval, Self.firstWait)))
        }
    }

    /// The inquiries that are due, earliest first, at most `limit` of them.
    ///
    /// Each has to be given back by ``finished(_:isDown:at:)`` before it has another turn.
    public mutating func due(at now: Moment, limit: Int = .max) -> [Inquiry] {
        var due: [Inquiry] = []
        while due.count < limit, let turn = turns.first, turn.moment <= now {
            turns.removeFirst()
            if current[turn.inquiry] == turn.number { due.append(turn.inquiry) }
        }
        return due
    }

    /// Gives an inquiry that was put its next turn.
    public mutating func finished(_ inquiry: Inquiry, isDown: Bool, at now: Moment) {
        guard current[inquiry] != nil else { return }
        let interval = isDown ? inquiry.downInterval : inquiry.interval
        enqueue(inquiry, at: inquiry.turn(after: now, every: interval))
    }

    private mutating func enqueue(_ inquiry: Inquiry, at moment: Moment) {
        lastTurn += 1
        current[inquiry] = lastTurn
        turns.insert(InquiryTurn(moment: moment, number: lastTurn, inquiry: inquiry))
    }
}

extension Inquiry {
    /// The first turn after a moment, on the grid that begins at the inquiry's own place.
    func turn(after now: Moment, every interval: Duration) -> Moment {
        let period = max(1, interval.milliseconds)
        let place = Int64(truncatingIfNeeded: fingerprint % UInt64(period))
        let since = now.milliseconds - place
        let turns = since >= 0 ? since / period + 1 : -((-since - 1) / period)
        return Moment(milliseconds: place + turns * period)
    }

    /// A number that is the same in every run, and differs between inquiries.
    ///
    /// Source: FNV-1a, 64 bits, with the finish of SplitMix64.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(endpoint) \(question.label)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}

extension Inquiry.Question {
    /// What tells questions to one server apart, as far as spreading them needs it.
    fileprivate var label: String {
        switch self {
        case .connect: "connect"
        case .ping: "ping"
        case .udp: "udp"
        case .negotiate(let conversation): conversation.label
        case .connects(let count, let conversation): "\(count) \(conversation.label)"
        case .external(let command, let arguments):
            "\(command) \(arguments.joined(separator: " "))"
        }
    }
}

extension Conversation {
    fileprivate var label: String {
        switch self {
        case .http(let request, _): "http \(request.host ?? "") \(request.target)"
        case .tcp: "tcp"
        case .none: "none"
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
