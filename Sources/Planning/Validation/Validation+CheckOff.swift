import Model

extension Validation {
    /// Warns about online servers whose check is `off`: they get no connections.
    ///
    /// The meaning of `off` is ldirectord's. In other programs such a server gets its share without
    /// a check.
    mutating func checkOff(
        _ servers: [(name: String, state: ServerState, type: CheckType?)], at path: DocumentPath
    ) {
        let found = servers.indices.filter {
            servers[$0].state == .online && servers[$0].type == .off
        }
        guard let first = found.first else { return }
        let name = servers[first].name
        let subject = found.count == 1 ? name : "\(name) and \(found.count - 1) more"
        warning(
            .checkOff, at: path.key("servers").index(first),
            "`check: off` keeps connections away from \(subject)",
            hint:
                "write `check: on` for a server that counts as up without a check, `state: offline`"
                + " for one that is out of service")
    }
}
