import Model

extension [ProxyStep] {
    /// Returns the commands of the steps, in order; a start, a reload and an end have none.
    ///
    /// - Parameter frame: the frame of the worker after all steps.
    func commands(to frame: ProxyFrame) -> [RuntimeCommand] {
        var commands: [RuntimeCommand] = []
        var isNew = false
        for step in self {
            if case .addServer = step {
                isNew = true
            } else if isNew {
                commands.append(.frame(frame.digest))
                isNew = false
            }
            commands += step.commands
        }
        return isNew ? commands + [.frame(frame.digest)] : commands
    }

    /// Whether a reload is needed, which applies all other changes too.
    var needReload: Bool { contains(where: \.isReload) }
}

extension ProxyStep {
    /// The commands of the step for the worker's socket.
    fileprivate var commands: [RuntimeCommand] {
        switch self {
        case .start, .reload, .end: []
        case .addServer(let server, let isUnproven): server.addition(isUnproven: isUnproven)
        case .changeServer(let id, let old, let new): new.commands(for: id, from: old)
        case .removeServer(let id): [.remove(backend: id.backend, server: id.name)]
        case .replaceCertificate(let certificate, _):
            [
                .setCertificate(file: certificate.file, pem: certificate.pem),
                .commitCertificate(file: certificate.file),
            ]
        }
    }

    /// Whether the step can give connections to a server without any.
    var mayRaise: Bool {
        guard case .changeServer(_, let old, let new) = self else { return false }
        return new.getsConnections && (new.weight != old.weight || new.state != old.state)
    }
}

extension BackendServerValues {
    /// Returns the commands that change a server with these old values.
    ///
    /// A server that leaves changes its state first, and one that returns changes it last: if a
    /// later command fails, the server has no clients that it should not have.
    fileprivate func commands(
        for id: BackendServerID, from old: BackendServerValues
    ) -> [RuntimeCommand] {
        let (backend, server) = (id.backend, id.name)
        var commands: [RuntimeCommand] = []
        if old.isUp, !isUp { commands.append(.down(backend: backend, server: server)) }
        let isLeaving = state != old.state && state != .online
        if isLeaving { commands += stateCommands(for: id, from: old) }
        if let endpoint, endpoint != old.endpoint {
            commands.append(.address(backend: backend, server: server, endpoint))
        }
        if weight != old.weight {
            commands.append(.weight(backend: backend, server: server, weight))
        }
        if let limit, limit != old.limit {
            commands.append(.limit(backend: backend, server: server, limit))
        }
        return isLeaving ? commands : commands + stateCommands(for: id, from: old)
    }

    /// Returns the commands that change the state, and whether the agent is asked.
    private func stateCommands(
        for id: BackendServerID, from old: BackendServerValues
    ) -> [RuntimeCommand] {
        let (backend, server) = (id.backend, id.name)
        var commands: [RuntimeCommand] = []
        let asks = isAsked == old.isAsked ? nil : isAsked
        // An agent would change a server that the operator takes out of service.
        if asks == false {
            commands.append(.agent(backend: backend, server: server, isAsked: false))
        }
        if state != old.state {
            commands.append(.state(backend: backend, server: server, state))
        }
        if asks == true {
            commands.append(.agent(backend: backend, server: server, isAsked: true))
        }
        return commands
    }
}

extension BackendServer.State {
    /// The word of `set server B/S state`.
    var word: String {
        switch self {
        case .online: "ready"
        case .drain: "drain"
        case .offline: "maint"
        }
    }
}

extension BackendServer {
    /// Returns the commands that create a server, at first in maintenance.
    ///
    /// - Parameter isUnproven: whether it waits for a passed check before it gets connections.
    fileprivate func addition(isUnproven: Bool) -> [RuntimeCommand] {
        var words = ["weight", "\(weight)"] + options
        if let limit { words += ["maxconn", "\(limit)"] }
        var commands: [RuntimeCommand] = [
            .add(backend: backend, server: name, endpoint, options: words)
        ]
        if isChecked { commands.append(.check(backend: backend, server: name)) }
        if isUnproven {
            // A server that leaves maintenance is up; one that leaves a drain is not.
            commands.append(.state(backend: backend, server: name, .drain))
            commands.append(.down(backend: backend, server: name))
        }
        if state != .offline {
            commands.append(.state(backend: backend, server: name, state))
        }
        // After the state: a server whose agent is asked first stays down until the agent reports
        // `up`.
        if followsAgent, state == .online {
            commands.append(.agent(backend: backend, server: name, isAsked: true))
        }
        return commands
    }
}
