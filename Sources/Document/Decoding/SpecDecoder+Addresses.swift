import Addresses
import Model

extension SpecDecoder {
    /// An address and port; nil when the key is missing or wrong.
    mutating func endpoint<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Endpoint? {
        object[field].flatMap { endpoint($0, definition(field)) }
    }

    /// An address and port, or a list of them; none when the key is missing or wrong.
    mutating func endpoints<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [Endpoint] {
        elements(field, of: object) { $0.endpoint($1, $2) }
    }

    private mutating func endpoint(_ node: NodeIndex, _ field: Field) -> Endpoint? {
        guard let bytes = scalar(node, field) else { return nil }
        let text = AddressText(bytes)
        guard let address = text.address, let port = text.port else {
            reportAddress(node, field, text)
            return nil
        }
        return Endpoint(address, port: port)
    }

    /// An address, and a port if there is one; nil when the key is missing or wrong.
    mutating func serverAddress<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> (address: IPAddress, port: UInt16?)? {
        let definition = definition(field)
        guard let node = object[field], let bytes = scalar(node, definition) else { return nil }
        let text = AddressText(bytes)
        guard let address = text.address, text.portText == nil || text.port != nil else {
            reportAddress(node, definition, text)
            return nil
        }
        return (address, text.port)
    }

    /// An address alone; nil when the key is missing or wrong.
    mutating func address<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> IPAddress? {
        object[field].flatMap { address($0, definition(field)) }
    }

    /// An address alone; nil, with a finding, when the node is none.
    mutating func address(_ node: NodeIndex, _ field: Field) -> IPAddress? {
        guard let bytes = scalar(node, field) else { return nil }
        let text = AddressText(bytes)
        guard let address = text.address, text.portText == nil, !text.isBracketed else {
            reportAddress(node, field, text)
            return nil
        }
        return address
    }

    /// An address with the length of its network part; nil when the key is missing or wrong.
    mutating func prefix<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Prefix? {
        let definition = definition(field)
        guard let node = object[field], let bytes = scalar(node, definition) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if let prefix = Prefix(text) { return prefix }
        let hint = IPAddress(text).map { address in
            let length = address.family == .ipv4 ? 24 : 64
            return "write \(address)/\(length), with the length of your network"
        }
        report(
            .malformed, at: node, definition.key,
            "\"\(text.quotable)\" is not an address with a prefix length, such as 10.0.0.100/24",
            hint: hint)
        return nil
    }

    /// Number of ones of a netmask; nil when the key is missing or wrong.
    mutating func netmask<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> UInt8? {
        let definition = definition(field)
        guard let node = object[field], let bytes = scalar(node, definition) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if let mask = IPv4Address(text)?.rawValue, mask != 0, (~mask & (~mask &+ 1)) == 0 {
            return UInt8(mask.leadingZeroBitCount + (~mask).leadingZeroBitCount)
        }
        report(
            .malformed, at: node, definition.key,
            "\"\(text.quotable)\" is not a netmask: ones, then zeros, as in 255.255.255.0")
        return nil
    }

    private mutating func reportAddress(_ node: NodeIndex, _ field: Field, _ text: AddressText) {
        report(
            text.isPortOutOfRange ? .outOfRange : .malformed, at: node, field.key,
            text.isPortOutOfRange
                ? "the port has to be in 0...65535; this is \(text.portText?.quotable ?? "")"
                : "\"\(text.text.quotable)\" is not \(field.kind.noun)",
            hint: text.hint(for: field.kind))
    }
}
