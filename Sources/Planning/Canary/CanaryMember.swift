import Model

/// A server with a weight that a canary scales.
protocol CanaryMember {
    var name: String { get }
    var state: ServerState { get }
    var backup: Bool { get }
    var weight: Int { get set }
    var canary: CanaryShare? { get set }
}

extension RealServer: CanaryMember {
    /// IPVS has no servers for emergencies.
    var backup: Bool { false }
}
extension ProxyServer: CanaryMember {}

extension CanaryMember {
    /// Whether the operator wants it to get connections.
    var isWanted: Bool { state == .online && weight > 0 }
}
