import Addresses

/// A domain, or the ledger, that could not be read.
struct FailedPart: Codable {
    let domain: String
    let failure: HostFailure

    init(part: String, failure: HostFailure) {
        domain = part
        self.failure = failure
    }
}

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

/// An interface.
struct InterfaceRecord: Codable {
    let name: String
    let number: Int32?
    let fault: Fault?
    let canAnnounce: Bool

    /// Why it carries no packets, as a word.
    enum Fault: String, Codable, CaseIterable {
        case down, noCarrier
    }

    init(_ name: String, in observed: Observed) {
        self.name = name
        number = observed.interfaceNumbers[name]
        fault = observed.silentInterfaces[name].map { $0 == .down ? .down : .noCarrier }
        canAnnounce = !observed.muteInterfaces.contains(name)
    }

    var linkFault: LinkFault? { fault.map { $0 == .down ? .down : .noCarrier } }
}

extension ObservedService: Codable {
    private enum Key: CodingKey { case servers, counters }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            service: try VirtualService(from: decoder),
            destinations: try values.unique(
                ObservedDestination.self, forKey: .servers, by: \.destination.endpoint),
            counters: try values.decode(TrafficCounters.self, forKey: .counters))
    }

    /// Writes the service with its servers in their order.
    public func encode(to encoder: any Encoder) throws {
        try service.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        let servers = destinations.values.sorted {
            $0.destination.endpoint < $1.destination.endpoint
        }
        try values.encode(servers, forKey: .servers)
        try values.encode(counters, forKey: .counters)
    }
}

extension ObservedDestination: Codable {
    private enum Key: CodingKey { case connections, counters }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            destination: try Destination(from: decoder),
            connections: try values.decode(ConnectionCounts.self, forKey: .connections),
            counters: try values.decode(TrafficCounters.self, forKey: .counters))
    }

    /// Writes the server with its connections.
    public func encode(to encoder: any Encoder) throws {
        try destination.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(connections, forKey: .connections)
        try values.encode(counters, forKey: .counters)
    }
}
