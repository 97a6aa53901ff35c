import ArgumentParser
import Model

/// The wait of `--wait` until drained servers have no sessions.
struct SessionWait {
    private let servers: [ServerName]
    private let state: ServerState
    private let client: StatusClient

    /// The time between two looks at sessions.
    private static let pause = Duration.milliseconds(500)

    /// - Parameter state: the state that the document gives the servers.
    init(_ servers: [ServerName], _ state: ServerState, _ client: StatusClient) {
        self.servers = servers
        self.state = state
        self.client = client
    }

    /// Returns once the controller applied the state and the servers have no sessions.
    ///
    /// **Errors:** exit status 1 at the time limit.
    func run(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while true {
            let status = try? await client.status()
            let open = servers.filter { !(status?.isEmpty($0, as: state) ?? false) }
            guard let first = open.first else { return }
            guard ContinuousClock.now < deadline else {
                standardError("ballast: \(first.description) " + obstacle(first, in: status))
                throw ExitCode(1)
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Returns the reason that the wait has not ended, as the rest of a sentence.
    private func obstacle(_ server: ServerName, in status: Status?) -> String {
        guard let status, let count = status.sessions(of: server) else {
            return "still has sessions, as far as is known"
        }
        if count > 0 { return "still has \(counted(count, "session"))" }
        return status.isInForce(server, as: state)
            ? "may still have sessions in HAProxy's old workers"
            : "has no sessions, but the drain is not in force yet"
    }
}

extension Status {
    /// Returns the open sessions of a server; nil: unknown.
    func sessions(of name: ServerName) -> Int? {
        if let service = services.first(where: { $0.name == name.service }) {
            return service.servers.first { $0.name == name.server }?.connections.open
        }
        return proxies.first { $0.name == name.service }?
            .servers.first { $0.name == name.server }?.sessions
    }

    /// Returns whether the controller applied the state of a server.
    fileprivate func isInForce(_ name: ServerName, as state: ServerState) -> Bool {
        let services = services.first { $0.name == name.service }?.servers.filter {
            $0.name == name.server
        }
        if let server = services?.first {
            return server.state == state && (server.got?.weight ?? 0) == 0
        }
        let server = proxies.first { $0.name == name.service }?
            .servers.first { $0.name == name.server }
        return server.map { $0.state == state && $0.got == $0.want } ?? false
    }

    /// Returns whether the controller applied the state and the server has no sessions.
    fileprivate func isEmpty(_ name: ServerName, as state: ServerState) -> Bool {
        guard isInForce(name, as: state), sessions(of: name) == 0 else { return false }
        if services.contains(where: { $0.name == name.service }) { return true }
        // Sessions from before a reload are in an old worker.
        return (workers?.old ?? []).allSatisfy { $0.connections == 0 }
    }
}
