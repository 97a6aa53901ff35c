import Addresses

/// An address on an interface, with its origin.
struct AddressRecord: Codable {
    let address: InterfaceAddress
    let origin: AddressOrigin

    private enum Key: String, CodingKey { case origin }

    init(_ address: InterfaceAddress, _ origin: AddressOrigin) {
        self.address = address
        self.origin = origin
    }

    init(from decoder: any Decoder) throws {
        address = try InterfaceAddress(from: decoder)
        origin = try decoder.container(keyedBy: Key.self).decode(
            AddressOrigin.self, forKey: .origin)
    }

    func encode(to encoder: any Encoder) throws {
        try address.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(origin, forKey: .origin)
    }
}
