/// The treatment of clients of a failed server.
public enum FailurePolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// The server stays with weight 0: its connections and its persistent clients wait for it.
    case keep
    /// The server is removed: its connections end, and its clients get another server at once.
    case expire
}

extension Service {
    /// The treatment of clients of a failed server.
    ///
    /// ``onFail`` decides, else ``quiescent``. Without both, UDP clients move: a client with a
    /// constant port is one connection for ever, and gets no error when no server answers. The rest
    /// follows the defaults.
    public func failurePolicy(defaults: HealthDefaults) -> FailurePolicy {
        if let onFail { return onFail }
        if let quiescent { return quiescent ? .keep : .expire }
        if key.transport == .udp, !onePacket { return .expire }
        return defaults.quiescent ? .keep : .expire
    }

    /// Whether persistent clients should return to a failed server, which the kernel can only
    /// decide for all services together.
    public var keepsPersistentClients: Bool { onFail == .keep && persistence != nil }
}

extension Spec {
    /// The required sysctls: those of the document, and those that its services need.
    public var neededSysctls: [Sysctl: SysctlValue] {
        var values = ipvs.sysctls
        if ipvs.sysctls[.expireQuiescentTemplate] == nil,
            services.contains(where: \.keepsPersistentClients)
        {
            values[.expireQuiescentTemplate] = 0
        }
        return values
    }

    /// The sysctl defaults of a load balancer that neither the document nor its services set.
    public var defaultSysctls: [Sysctl: SysctlValue] {
        let needed = neededSysctls
        var values = ipvs.defaultSysctls
        if cluster?.connectionSync != nil {
            values.merge(ConnectionSync.defaultSysctls(beside: ipvs.sysctls)) { old, _ in old }
        }
        return values.filter { needed[$0.key] == nil }
    }
}
