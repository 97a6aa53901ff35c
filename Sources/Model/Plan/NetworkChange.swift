import Addresses

/// The change of an object of the node's network.
public enum NetworkChange: Sendable, Hashable {
    /// Make an interface and switch it on.
    case make(NetworkInterface)
    /// Make an interface again: the kernel can't change the settings that differ.
    case remake(NetworkInterface, because: String)
    /// Change settings of an interface.
    case configure(NetworkInterface, from: NetworkLink)
    /// Set the check of the senders of packets that arrive at an interface.
    case setFilter(String, to: ReversePathFilter, from: ReversePathFilter)
    /// Put back the check that an interface had before Ballast set one.
    case restoreFilter(String, to: ReversePathFilter, from: ReversePathFilter)
    /// Delete an interface.
    case delete(String)
    /// Put an interface into a bond or a bridge; its addresses move there with the step.
    case attach(String, to: String, moving: [InterfaceAddress])
    /// Remove a member from its bond or bridge.
    case detach(String, from: String)
    /// Add an address of the node.
    case addAddress(InterfaceAddress)
    /// Set an address of the node that is there, and not as it should be.
    case mendAddress(InterfaceAddress, because: AddressFault)
    /// Remove an address of the node.
    case removeAddress(InterfaceAddress)
    /// Add a route, in the place of another one of Ballast if there is one.
    case addRoute(NetworkRoute, from: NetworkRoute?)
    /// Remove a route.
    case removeRoute(NetworkRoute)
    /// Add a rule of routing.
    case addRule(RoutingRule)
    /// Remove a rule of routing.
    case removeRule(RoutingRule)
    /// Write the configuration of name servers.
    case setResolver(ResolverState, from: ResolverState)
    /// Set the host name.
    case setHostName(String, from: String)
}
