import Model

extension HAProxyMaster {
    /// What bringing this configuration would take; nothing is changed.
    ///
    /// **Errors:** `HostFailure` when what runs can't be asked.
    public func plan(_ configuration: WorkerConfiguration) throws(HostFailure) -> [ProxyStep] {
        guard control.running() != nil else {
            return [ProxyStep("start HAProxy", .hitless)]
        }
        let wanted = configuration.proxies
        let (observed, _) = try control.observe(certificates: wanted.certificates.map(\.file))
        return ProxyChanges(from: observed, to: wanted).steps
    }
}

extension ProxyChanges {
    /// As a plan shows them.
    var steps: [ProxyStep] {
        guard reloads.isEmpty else {
            return [
                ProxyStep("reload HAProxy: \(reloads.joined(separator: "; "))", .restartsWorker)
            ]
        }
        return commands.compactMap { command in
            // It changes nothing for anybody.
            if case .structure = command { return nil }
            return ProxyStep("haproxy: \(command)", command.isReduction ? .drains : .hitless)
        }
    }
}
