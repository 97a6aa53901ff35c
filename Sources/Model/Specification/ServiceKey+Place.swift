import Addresses

extension ServiceKey {
    /// The HAProxy listener that shares clients with the service; nil: none.
    ///
    /// It has the same endpoint, or the same port on every address; for a service of every port,
    /// the same address.
    public func place(among listeners: some Collection<Endpoint>) -> Endpoint? {
        guard transport == .tcp, let endpoint else { return nil }
        guard endpoint.port > 0 else {
            return listeners.filter { $0.address == endpoint.address }.min()
        }
        if listeners.contains(endpoint) { return endpoint }
        let any = Endpoint(.any(endpoint.address.family), port: endpoint.port)
        return listeners.contains(any) ? any : nil
    }
}

extension IPAddress {
    /// The wildcard address of a family.
    public static func any(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(rawValue: 0))
        case .ipv6: .v6(IPv6Address(high: 0, low: 0))
        }
    }
}
