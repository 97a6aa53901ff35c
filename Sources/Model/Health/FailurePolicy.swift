/// What becomes of the clients of a server that fails.
public enum FailurePolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// The server stays with weight 0: its connections and its persistent clients wait for it.
    case keep
    /// The server is removed: its connections end, and its clients get another at once.
    case expire
}

extension Service {
    /// What becomes of the clients of a server that fails.
    ///
    /// As ``onFail`` says, else ``quiescent``. Without both UDP moves, because a client that keeps
    /// its port is one connection for ever, and nothing tells it that nobody listens; the rest is
    /// as the defaults say.
    public func failurePolicy(defaults: HealthDefaults) -> FailurePolicy {
        if let onFail { return onFail }
        if let quiescent { return quiescent ? .keep : .expire }
        if key.transport == .udp, !onePacket { return .expire }
        return defaults.quiescent ? .keep : .expire
    }

    /// Whether its persistent clients are to come back to a server that has failed, which the
    /// kernel knows for all services together only.
    public var keepsPersistentClients: Bool { onFail == .keep && persistence != nil }
}

extension Spec {
    /// The sysctls that the kernel must hold: those of the document, and those that its services
    /// need.
    public var neededSysctls: [Sysctl: SysctlValue] {
        var values = ipvs.sysctls
        if ipvs.sysctls[.expireQuiescentTemplate] == nil,
            services.contains(where: \.keepsPersistentClients)
        {
            values[.expireQuiescentTemplate] = 0
        }
        return values
    }

    /// Defaults for a balancer of the sysctls that neither the document nor its services decide.
    public var defaultSysctls: [Sysctl: SysctlValue] {
        let needed = neededSysctls
        return ipvs.defaultSysctls.filter { needed[$0.key] == nil }
    }
}
