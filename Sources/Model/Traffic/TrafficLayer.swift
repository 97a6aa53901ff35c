/// The layer that forwards connections.
public enum TrafficLayer: String, Sendable, Codable, Hashable, CaseIterable {
    /// Layer 4, in the kernel.
    case ipvs
    /// Layer 7.
    case haproxy
}
