import Addresses

/// A route of a node.
public struct NetworkRoute: Sendable, Hashable {
    /// The treatment of the packets.
    ///
    /// Source: `linux/rtnetlink.h`, `RTN_*`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// They are forwarded.
        case unicast
        /// They are dropped silently.
        case blackhole
        /// They are answered with "host unreachable".
        case unreachable
        /// They are answered with "administratively prohibited".
        case prohibit
    }

    /// The network of the destinations, host bits zero.
    public var destination: Prefix
    /// The next router; nil: the destinations are neighbours.
    public var gateway: IPAddress?
    /// The interface; nil: that of the gateway's network.
    public var interface: String?
    /// The address of packets that the node itself sends; nil: the kernel's choice.
    public var source: IPAddress?
    /// The rank among routes to the destination, the smallest first; nil: the kernel's default, 0
    /// for IPv4 and 1024 for IPv6.
    public var metric: UInt32?
    /// The number of the table.
    ///
    /// Default 254, the main one.
    public var table: UInt32 = NetworkRoute.mainTable
    /// The treatment of the packets.
    public var kind: Kind = .unicast
    /// Whether the gateway is a neighbour although no network of the interface contains it.
    public var isOnLink = false
    /// The largest packet in bytes; nil: that of the interface.
    public var mtu: Int?

    /// Source: `RT_TABLE_MAIN`.
    public static let mainTable: UInt32 = 254

    /// Creates a route.
    public init(to destination: Prefix) {
        self.destination = destination
    }
}

extension NetworkRoute {
    /// The identity of a route in the kernel.
    public struct Key: Sendable, Hashable, Comparable {
        /// The destination.
        public var destination: Prefix
        /// The metric.
        public var metric: UInt32
        /// The table.
        public var table: UInt32

        /// By table, destination, metric.
        public static func < (left: Key, right: Key) -> Bool {
            (left.table, left.destination, left.metric)
                < (right.table, right.destination, right.metric)
        }
    }

    /// The identity, with the kernel's default metric.
    public var key: Key {
        Key(destination: destination, metric: effectiveMetric, table: table)
    }

    /// The metric in the kernel, which stores 1024 for an IPv6 route with 0.
    ///
    /// Source: `net/ipv6/route.c`, `IP6_RT_PRIO_USER`.
    fileprivate var effectiveMetric: UInt32 {
        guard let metric, metric > 0 else { return usualMetric }
        return metric
    }

    /// The metric where a route has none.
    fileprivate var usualMetric: UInt32 { destination.address.family == .ipv4 ? 0 : 1_024 }

    /// Whether a route of the kernel does the same.
    public func isFulfilled(by found: NetworkRoute) -> Bool {
        key == found.key && kind == found.kind && gateway == found.gateway
            && (interface == nil || interface == found.interface)
            && (source == nil || source == found.source) && mtu == found.mtu
    }
}

extension NetworkRoute: CustomStringConvertible {
    /// `default via 10.0.0.254 dev eth0`, in the words of ip-route(8).
    public var description: String {
        var words = kind == .unicast ? [] : [kind.rawValue]
        words.append(key.destinationText)
        if let gateway { words.append("via \(gateway)") }
        if let interface { words.append("dev \(interface)") }
        if table != Self.mainTable { words.append("table \(table)") }
        if let source { words.append("src \(source)") }
        if let metric, effectiveMetric != usualMetric { words.append("metric \(metric)") }
        if let mtu { words.append("mtu \(mtu)") }
        if isOnLink { words.append("onlink") }
        return words.joined(separator: " ")
    }
}

extension NetworkRoute.Key: CustomStringConvertible {
    var destinationText: String {
        guard destination.length == 0 else { return "\(destination)" }
        return destination.address.family == .ipv4 ? "default" : "default (ipv6)"
    }

    /// `default`, with the table and the metric where they are unusual.
    public var description: String {
        var words = [destinationText]
        if table != NetworkRoute.mainTable { words.append("table \(table)") }
        if metric != 0, metric != 1_024 { words.append("metric \(metric)") }
        return words.joined(separator: " ")
    }
}
