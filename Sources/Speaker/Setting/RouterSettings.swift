import Addresses
import Model

/// A virtual router: a number and addresses of one family.
public struct RouterSettings: Sendable, Hashable {
    /// The number, 1...255, unique for each family.
    public var routerID: UInt8
    /// The addresses, in the order of advertisements; at least one, all of one family.
    ///
    /// An advertisement that has no room for all of them carries the first ones. Over IPv6 the
    /// first should be link-local.
    public var addresses: [InterfaceAddress]

    /// Creates a virtual router.
    public init(routerID: UInt8, addresses: [InterfaceAddress]) {
        self.routerID = routerID
        self.addresses = addresses
    }

    /// The family of the addresses.
    public var family: AddressFamily { addresses.first?.prefix.address.family ?? .ipv4 }

    /// The MAC address of the virtual router.
    ///
    /// Source: RFC 9568 section 7.3.
    public var hardwareAddress: MACAddress? {
        MACAddress(bytes: [0, 0, 0x5e, 0, family == .ipv4 ? 1 : 2, routerID])
    }

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        self.init(
            routerID: UInt8(try fields.number("id", in: 1...255)),
            addresses: try fields.list("addresses", limit: SpeakerSettings.addressLimit) {
                value, place throws(UnfitField) in
                let fields = try JSONFields(value, at: place)
                let interface = try fields.text("interface")
                guard interface.utf8.count <= 15, !interface.utf8.contains(where: { $0 <= 0x20 })
                else { throw fields.unfit("interface", "name of an interface expected") }
                return InterfaceAddress(
                    interface: interface, prefix: try fields.parsed("address", as: Prefix.self))
            })
        guard !addresses.isEmpty,
            addresses.allSatisfy({
                let address = $0.prefix.address
                return address.family == family && !address.isMulticast && !address.isUnspecified
            })
        else { throw UnfitField(place, "addresses of hosts of one family expected") }
    }

    var json: JSONValue {
        .fields([
            "id": .number(Int(routerID)),
            "addresses": .list(
                addresses.map {
                    .fields([
                        "interface": .text($0.interface), "address": .text($0.prefix.description),
                    ])
                }),
        ])
    }
}
