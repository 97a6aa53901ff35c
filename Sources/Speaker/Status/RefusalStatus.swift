import Addresses

/// The packets of one sender that were discarded in the last minute for one reason.
public struct RefusalStatus: Sendable, Hashable {
    /// The sender; nil on a serial line.
    public var source: String?
    /// The reason, as a sentence.
    public var sentence: String
    /// Number of packets in the last minute.
    public var count: Int
    /// Whether the packets are for a virtual router of the settings, so that a node or an intruder
    /// differs from this node.
    public var isFault: Bool

    init(_ source: IPAddress, _ sentence: String, count: Int, isFault: Bool) {
        self.source = source.isUnspecified ? nil : source.description
        self.sentence = sentence
        self.count = count
        self.isFault = isFault
    }

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        source = try fields.optionalText("source")
        sentence = try fields.text("sentence")
        count = try fields.number("count", in: 0...Int.max)
        isFault = try fields.flag("isFault")
    }

    var json: JSONValue {
        .fields([
            "source": source.map { .text($0) }, "sentence": .text(sentence),
            "count": .number(count), "isFault": .flag(isFault),
        ])
    }
}
