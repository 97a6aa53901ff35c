/// A role of a host in a document.
public enum HostRole: String, Sendable, Hashable, CaseIterable {
    /// A node: it forwards the packets of clients.
    case balancer
    /// A real server of a layer-4 service.
    case realServer = "real-server"
}
