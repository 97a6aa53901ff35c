import Model

extension Validation {
    /// Servers that the operator wants online and whose check is `off`: they get no connections.
    ///
    /// `off` is ldirectord's word for it. Elsewhere it means a server without a check, which gets
    /// its share.
    mutating func checkOff(
        _ servers: [(name: String, state: ServerState, type: CheckType?)], at path: DocumentPath
    ) {
        let names = servers.filter { $0.state == .online && $0.type == .off }.map(\.name)
        guard let first = names.first else { return }
        let subject = names.count == 1 ? first : "\(first) and \(names.count - 1) more"
        warning(
            .checkOff, at: path.key("servers"),
            "`check: off` keeps connections away from \(subject)",
            hint:
                "write `check: on` for a server that counts as up without a check, `state: offline`"
                + " for one that is out of service")
    }
}
