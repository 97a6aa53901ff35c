import Addresses

/// An address on an interface, with its owner.
struct AddressRecord: Codable {
    let address: InterfaceAddress
    let mark: AddressMark

    private enum Key: CodingKey { case mark }

    init(_ address: InterfaceAddress, _ mark: AddressMark) {
        self.address = address
        self.mark = mark
    }

    init(from decoder: any Decoder) throws {
        address = try InterfaceAddress(from: decoder)
        mark = try decoder.container(keyedBy: Key.self).decode(AddressMark.self, forKey: .mark)
    }

    func encode(to encoder: any Encoder) throws {
        try address.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(mark, forKey: .mark)
    }
}
