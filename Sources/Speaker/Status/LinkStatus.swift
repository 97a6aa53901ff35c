import Addresses

/// The state of a link.
public struct LinkStatus: Sendable, Hashable {
    /// The interface or device.
    public var name: String
    /// The reason why it can't be used; nil: it can.
    public var fault: String?
    /// The addresses from which this node sends.
    public var sources: [IPAddress] = []
    /// Number of packets sent.
    public var sent = 0
    /// Number of packets that could not be sent.
    public var unsent = 0
    /// Number of packets of a group that were accepted.
    public var received = 0
    /// Number of packets that were discarded, by reason.
    public var refused: [String: Int] = [:]
    /// The packets that were discarded in the last minute, by sender and reason.
    public var refusals: [RefusalStatus] = []

    /// Creates the state of a link that was not opened yet.
    public init(name: String) {
        self.name = name
        fault = Self.unopened
    }

    /// The fault of a link that was not opened yet.
    static let unopened = "not open"
    /// The most senders in the status.
    static let refusalLimit = 16

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        self.init(name: try fields.text("name"))
        fault = try fields.optionalText("fault")
        sources = try fields.parsedList("sources", limit: 2, as: IPAddress.self)
        sent = try fields.number("sent", in: 0...Int.max)
        unsent = try fields.number("unsent", in: 0...Int.max)
        received = try fields.number("received", in: 0...Int.max)
        refusals = fields.known("refusals", limit: Self.refusalLimit, RefusalStatus.init)
        if case .object(let reasons)? = fields.value("refused") {
            for (reason, value) in reasons {
                if case .number(let number) = value { refused[reason] = number }
            }
        }
    }

    var json: JSONValue {
        .fields([
            "name": .text(name), "fault": fault.map { .text($0) }, "sources": .texts(sources),
            "sent": .number(sent), "unsent": .number(unsent), "received": .number(received),
            "refused": .object(refused.mapValues { .number($0) }),
            "refusals": .list(refusals.map(\.json)),
        ])
    }
}
