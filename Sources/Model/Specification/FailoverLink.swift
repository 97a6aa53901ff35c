/// A way over which the nodes hear each other.
public enum FailoverLink: Sendable, Hashable {
    /// An interface.
    ///
    /// - Parameters:
    ///   - unicast: whether packets go to the addresses of the nodes, not to the multicast group.
    ///   - hopLimit: the least TTL or hop limit of a received unicast packet, 1...255; 255: no
    ///     router between the nodes.
    case interface(String, unicast: Bool = false, hopLimit: UInt8 = 255)
    /// A serial line.
    ///
    /// - Parameters:
    ///   - device: a path below `/dev`.
    ///   - speed: baud, 1,200...115,200.
    case serial(device: String, speed: Int)

    /// The speeds of serial lines in baud, in ascending order.
    public static let speeds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]
}
