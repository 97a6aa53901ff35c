import Addresses

/// One change to the host, complete in itself: it can be printed, stored, sent and applied.
public indirect enum Step: Sendable, Hashable, Codable {
    /// Set a file under `net.ipv4.vs`.
    case setSysctl(Sysctl, to: SysctlValue, from: SysctlValue)
    /// Switch a setting of the host on: forwarding, promotion of addresses, a kernel module.
    case enable(HostSetting)
    /// Set the IPVS timeouts.
    case setTimeouts(IPVSTimeouts, from: IPVSTimeouts)
    /// Make a service, without destinations.
    case addService(VirtualService)
    /// Change a service in place.
    case editService(VirtualService, from: VirtualService)
    /// Remove a service; the kernel removes what destinations it has.
    case removeService(ServiceKey)
    /// Put a destination into a service.
    case addDestination(Destination, to: ServiceKey)
    /// Change a destination in place.
    case editDestination(Destination, from: Destination, of: ServiceKey)
    /// Set a leaving destination's weight to 0, and note in the ledger since when it leaves.
    case drainDestination(Destination, of: ServiceKey, since: Moment, open: Int)
    /// Remove a destination; `cutting` is how many connections are cut.
    case removeDestination(Endpoint, from: ServiceKey, cutting: Int)
    /// Put an address on an interface, with our mark.
    case addAddress(InterfaceAddress)
    /// Tell the neighbours where an address is: gratuitous ARP or unsolicited NA.
    case announceAddress(InterfaceAddress)
    /// Take an address of ours off its interface.
    case removeAddress(InterfaceAddress)
}

/// What a step may do to clients, from least to most.
public enum Risk: String, Sendable, Hashable, Codable, CaseIterable {
    /// Clients notice nothing.
    case hitless
    /// New connections go elsewhere, open ones go on.
    case drains
    /// Connections may be cut.
    case mayReset = "may reset"
    /// An address appears at, or goes from, this host.
    case movesAddress = "moves an address"
    /// The host begins to forward packets between its interfaces.
    case routes = "makes the host a router"
    /// A proxy worker is replaced.
    case restartsWorker = "restarts a worker"
}
