import Addresses

/// A change to a virtual address on an interface.
public enum AddressStep: Sendable, Hashable {
    /// Add an address with our origin to an interface.
    case add(InterfaceAddress)
    /// Announce an address to the neighbours: gratuitous ARP or unsolicited NA.
    case announce(InterfaceAddress)
    /// Remove an address of ours from its interface.
    case remove(InterfaceAddress)

    /// The address.
    public var address: InterfaceAddress {
        switch self {
        case .add(let address), .announce(let address), .remove(let address): address
        }
    }
}

extension AddressStep: DomainStep {
    /// The address.
    public var subject: StepSubject { .address(address) }

    /// The effect of the step on the address.
    public var action: StepAction {
        switch self {
        case .add: .add
        case .announce: .announce
        case .remove: .remove
        }
    }

    /// Each step moves an address, also for the neighbours.
    public var risk: Risk { .movesAddress }

    /// An address appears after its services.
    public var phase: StepPhase {
        switch self {
        case .add, .announce: .appearance
        case .remove: .disappearance
        }
    }

    /// The kernel removes other addresses of the subnet with it, unless promotion is on.
    public var requires: [StepSubject] {
        switch self {
        case .add: []
        case .announce(let address): [.address(address)]
        case .remove(let address):
            address.prefix.address.family == .ipv4 && address.prefix.length < 32
                ? [.setting(.promotion(interface: address.interface))] : []
        }
    }

    /// The address, and its announcement.
    public var sentence: String {
        switch self {
        case .add, .remove: "\(subject)"
        case .announce(let address): "announce \(address)"
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .add(let address): "put \(address.prefix) on \(address.interface)"
        case .announce(let address): "announce \(address)"
        case .remove(let address): "take \(address.prefix) off \(address.interface)"
        }
    }
}
