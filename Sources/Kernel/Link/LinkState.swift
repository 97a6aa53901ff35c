import Addresses

/// The state of an interface.
public struct LinkState: Sendable, Hashable {
    /// The name, for example `eth0`.
    public var name: String
    /// The index, which changes when the interface is created again.
    public var index: Int32
    /// Whether the interface carries packets: it is up and has a carrier.
    public var isUp: Bool
    /// The largest IP packet, in bytes.
    public var mtu: Int
    /// The hardware address; nil unless it has 6 bytes.
    public var hardwareAddress: MACAddress?

    /// Creates the state of an interface.
    public init(
        name: String, index: Int32, isUp: Bool, mtu: Int, hardwareAddress: MACAddress? = nil
    ) {
        self.name = name
        self.index = index
        self.isUp = isUp
        self.mtu = mtu
        self.hardwareAddress = hardwareAddress
    }

    init(_ record: LinkRecord) {
        self.init(
            name: record.name, index: record.index, isUp: record.fault == nil, mtu: record.mtu,
            hardwareAddress: record.hardwareAddress)
    }
}
