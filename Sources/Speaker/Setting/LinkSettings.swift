import Addresses

/// A way over which the nodes hear each other.
public struct LinkSettings: Sendable, Hashable {
    /// The interface, for example `eth0`, or the device of a serial line: `/dev/ttyS0`.
    public var name: String
    /// The speed of a serial line in baud; nil: the link is an interface.
    public var speed: Int?
    /// The addresses from which this node sends, at most one of a family.
    ///
    /// Without one: the first address of the interface that is not virtual; over IPv6 its
    /// link-local address.
    public var sources: [IPAddress] = []
    /// The addresses of the peers, for unicast; empty: multicast.
    ///
    /// Packets of other senders are discarded. The node's own address may be in the list.
    public var peers: [IPAddress] = []
    /// The least TTL or hop limit of a unicast packet.
    ///
    /// Default 255: a peer behind a router needs a lower one.
    public var hopLimit: UInt8 = 255

    /// Creates a link over an interface.
    public init(interface: String) {
        name = interface
    }

    /// Creates a link over a serial line.
    public init(device: String, speed: Int) {
        name = device
        self.speed = speed
    }

    /// The speeds of serial lines.
    public static let speeds: Set<Int> = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]

    /// The most unicast peers of a link.
    public static let peerLimit = 16

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        if fields.value("device") != nil {
            self.init(
                device: try fields.text("device"),
                speed: try fields.number("speed", in: 1200...115_200))
            guard name.hasPrefix("/dev/"), !name.split(separator: "/").contains(".."),
                !name.utf8.contains(0),
                speed.map(Self.speeds.contains) == true
            else { throw UnfitField(place, "a device below /dev and a usual speed expected") }
            return
        }
        self.init(interface: try fields.text("interface"))
        guard name.utf8.count <= 15, !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x2f })
        else { throw fields.unfit("interface", "name of an interface expected") }
        sources = try fields.parsedList("sources", limit: 2, as: IPAddress.self)
        peers = try fields.parsedList("peers", limit: Self.peerLimit, as: IPAddress.self)
        hopLimit = UInt8(try fields.number("hopLimit", in: 1...255, default: 255))
        guard Set(sources.map(\.family)).count == sources.count,
            !(sources + peers).contains(where: { $0.isMulticast || $0.isUnspecified })
        else {
            throw UnfitField(place, "one source of each family and addresses of hosts expected")
        }
    }

    var json: JSONValue {
        if let speed { return .fields(["device": .text(name), "speed": .number(speed)]) }
        return .fields([
            "interface": .text(name), "sources": .texts(sources), "peers": .texts(peers),
            "hopLimit": .number(Int(hopLimit)),
        ])
    }
}
