import Addresses

/// A foreign object on the host.
public enum ForeignObject: Sendable, Hashable {
    /// An IPVS service with this many destinations.
    case service(ServiceKey, destinations: Int)
    /// An address on one of the interfaces that carry virtual addresses.
    case address(InterfaceAddress)
}

extension ForeignObject: Codable {
    private enum Key: CodingKey { case kind, service, servers, address }

    /// Decodes the form of ``encode(to:)``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let address = try values.decodeIfPresent(InterfaceAddress.self, forKey: .address) {
            self = .address(address)
        } else {
            self = .service(
                try values.decode(ServiceKey.self, forKey: .service),
                destinations: try values.decode(Int.self, forKey: .servers))
        }
    }

    /// `{"kind": "service", "service": "tcp 10.0.0.1:80", "servers": 2}`, or `kind` and `address`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .service(let key, let count):
            try values.encode("service", forKey: .kind)
            try values.encode(key, forKey: .service)
            try values.encode(count, forKey: .servers)
        case .address(let address):
            try values.encode("address", forKey: .kind)
            try values.encode(address, forKey: .address)
        }
    }
}
