/// The worst effect of a step on clients, in ascending order.
public enum Risk: String, Sendable, Hashable, Codable, CaseIterable {
    /// Clients notice nothing.
    case hitless
    /// New connections go to other servers, open ones continue.
    case drains
    /// Connections may be cut.
    case mayReset = "may reset"
    /// An address is added to this host, or removed from it.
    case movesAddress = "moves an address"
    /// The host begins to forward packets between its interfaces.
    case routes = "makes the host a router"
    /// The administrator may be shut out.
    case cutsSession = "may cut the administrator's session"
    /// A proxy worker is replaced.
    case restartsWorker = "restarts a worker"
}
