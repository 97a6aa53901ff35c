/// The state of the election process.
public struct SpeakerStatus: Sendable, Hashable {
    /// The name of this node; nil without settings.
    public var node: String?
    /// A number that differs after each start of the process.
    public var session: UInt32
    /// Whether a controller is connected and has sent something lately.
    public var hasController = false
    /// The number of the newest event.
    public var lastEvent: UInt64 = 0
    /// Whether the process has real-time priority.
    public var isRealTime = false
    /// Whether its memory is locked.
    public var isLocked = false
    /// The longest delay between a timer and its execution since the start.
    public var longestDelay = Duration.zero
    /// Number of timers that were late by more than 10 ms.
    public var lateTimers = 0
    /// The groups, in the order of the settings.
    public var groups: [GroupStatus] = []
    /// The links, in the order of the settings.
    public var links: [LinkStatus] = []

    /// Creates the state of a process without settings.
    public init(session: UInt32) {
        self.session = session
    }
}

extension SpeakerStatus {
    init(_ fields: JSONFields) throws(UnfitField) {
        self.init(session: UInt32(try fields.number("session", in: 0...Int(UInt32.max))))
        node = try fields.optionalText("node")
        hasController = try fields.flag("hasController")
        lastEvent = UInt64(try fields.number("lastEvent", in: 0...Int.max))
        isRealTime = try fields.flag("isRealTime")
        isLocked = try fields.flag("isLocked")
        longestDelay = .microseconds(try fields.number("longestDelay", in: 0...Int.max))
        lateTimers = try fields.number("lateTimers", in: 0...Int.max)
        groups = fields.known("groups", limit: SpeakerSettings.groupLimit, GroupStatus.init)
        links = fields.known("links", limit: SpeakerSettings.linkLimit, LinkStatus.init)
    }

    var json: JSONValue {
        .fields([
            "node": node.map { .text($0) }, "session": .number(Int(session)),
            "hasController": .flag(hasController), "lastEvent": .number(Int(clamping: lastEvent)),
            "isRealTime": .flag(isRealTime), "isLocked": .flag(isLocked),
            "longestDelay": .number(Int((longestDelay / .microseconds(1)).rounded())),
            "lateTimers": .number(lateTimers), "groups": .list(groups.map(\.json)),
            "links": .list(links.map(\.json)),
        ])
    }
}
