import Addresses

/// A question for the route of a packet.
public struct RouteQuestion: Sendable, Hashable {
    /// The destination.
    public var to: IPAddress
    /// The source, for hosts with policy routes; nil: the kernel's choice.
    ///
    /// A source that the host lacks is ignored.
    public var from: IPAddress?

    /// Creates a question.
    public init(to: IPAddress, from: IPAddress? = nil) {
        self.to = to
        self.from = from
    }
}

extension RouteQuestion {
    /// An address of the Internet, to which the default route leads: a root server of the DNS.
    ///
    /// No packet is sent to it. Source: IANA, root servers, `a.root-servers.net`.
    public static func outside(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(rawValue: 0xc629_0004))
        case .ipv6: .v6(IPv6Address(high: 0x2001_0503_ba3e_0000, low: 0x2_0030))
        }
    }

    /// The route to clients in other networks.
    public static func toClients(_ family: AddressFamily, from: IPAddress? = nil) -> RouteQuestion {
        RouteQuestion(to: outside(family), from: from)
    }
}
