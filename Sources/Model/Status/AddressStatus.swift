import Addresses

/// A virtual address: its desired and its observed state.
public struct AddressStatus: Sendable, Codable, Hashable {
    /// The address on its interface.
    public var address: InterfaceAddress
    /// Whether this host should carry it.
    public var wanted: Bool
    /// Whether this host carries it.
    public var present: Bool
    /// True if another program moves it, so that any place is the desired one.
    ///
    /// **Shape:** nil: Ballast adds and removes it.
    public var external: Bool?
    /// True if the election adds and removes it, so that any node is the desired one.
    ///
    /// **Shape:** nil: there is no election.
    public var elected: Bool?

    /// Creates a status.
    public init(
        address: InterfaceAddress, wanted: Bool, present: Bool, external: Bool? = nil,
        elected: Bool? = nil
    ) {
        self.external = external
        self.elected = elected
        self.address = address
        self.wanted = wanted
        self.present = present
    }
}

extension AddressStatus {
    /// Its state in words.
    public var words: String {
        if external == true {
            return present
                ? "on this node, moved by another program"
                : "not on this node, moved by another program"
        }
        if elected == true {
            return present ? "on this node, by election" : "not on this node, by election"
        }
        return switch (wanted, present) {
        case (true, true): "on this node"
        case (true, false): "missing"
        case (false, _): "leaving this node"
        }
    }

    /// The address, with its interface if known.
    public var place: String {
        address.interface.isEmpty ? "\(address.prefix)" : "\(address)"
    }
}
