import VRRP

/// A router of the group that sends advertisements and no reports: another program.
public struct StrangerStatus: Sendable, Hashable {
    /// Its address on the link.
    public var source: String
    /// The priority of its last advertisement; 0: it has stopped.
    public var priority: UInt8
    /// Whether its advertisements arrive: it has the addresses.
    public var isActive: Bool
    /// Whether it has had them for longer than a takeover needs while this node had them too.
    public var isRival: Bool
    /// The time since its last advertisement.
    public var age: Duration
    /// Its virtual router.
    public var routerID: UInt8
    /// Whether it advertises none of the addresses of the group: another virtual router.
    public var isForeign: Bool

    init(_ stranger: Stranger, source: String, isRival: Bool, _ now: Moment) {
        self.source = source
        priority = stranger.priority
        isActive = stranger.isActive(at: now)
        self.isRival = isRival
        age = now - stranger.heard
        routerID = stranger.routerID
        isForeign = stranger.isForeign
    }

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        source = try fields.text("source")
        priority = UInt8(try fields.number("priority", in: 0...255))
        isActive = try fields.flag("isActive")
        isRival = try fields.flag("isRival")
        age = try fields.duration("age", in: 0...Int.max, default: .zero)
        routerID = UInt8(try fields.number("routerID", in: 0...255, default: 0))
        isForeign = try fields.flag("isForeign", default: false)
    }

    var json: JSONValue {
        .fields([
            "source": .text(source), "priority": .number(Int(priority)),
            "isActive": .flag(isActive), "isRival": .flag(isRival), "age": .milliseconds(age),
            "routerID": .number(Int(routerID)), "isForeign": .flag(isForeign),
        ])
    }
}
