import Model

extension Validation {
    /// Warns of servers that should be online and whose check is `off`: they get no connections.
    ///
    /// `off` has ldirectord's meaning. In other programs it means a server that gets its share
    /// without a check.
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
