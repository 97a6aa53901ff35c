import Addresses
import Model

extension WorkerObserver {
    /// Returns the state of a proxy's servers with their counters, and the process that counts;
    /// nil: no worker answers.
    ///
    /// - Parameter verdicts: verdicts of Ballast's own checks; nil: HAProxy checks the servers.
    public func canary(of proxy: Proxy, _ verdicts: [Endpoint: Verdict]?) -> CanaryReading? {
        // One connection, so that both answers are of the same process.
        // During a start or reload HAProxy refuses the connection.
        // Source: HAProxy's management manual, 9.3, `show stat`: 1 for frontends, 4 for servers.
        guard let reply = try? control.worker.ask("show info;show stat -1 5 -1"),
            let place = reply.firstRange(of: "# pxname"),
            let worker = ProcessInfo(String(reply[..<place.lowerBound])),
            let statistics = Statistics(String(reply[place.lowerBound...]))
        else { return nil }
        return statistics.canary(of: proxy, verdicts, worker: Int(worker.pid))
    }
}

extension Statistics {
    /// Returns the state of a proxy's servers with their counters.
    func canary(
        of proxy: Proxy, _ verdicts: [Endpoint: Verdict]?, worker: Int
    ) -> CanaryReading {
        var rows: [ServerPlace: Row] = [:]
        for row in self.rows where row.isServer {
            rows[ServerPlace(backend: row.proxy, server: row.server)] = row
        }
        var reading = CanaryReading(worker: worker)
        let section = Word.identifier(proxy.name).text
        var frontend = self.rows.first { $0.isFrontend && $0.proxy == section }?
            .frontend(proxy.mode)
        func add(_ servers: [ProxyServer], _ backend: String, _ list: Int) {
            for server in servers {
                let name = Word.identifier(server.name).text
                guard let row = rows[ServerPlace(backend: backend, server: name)] else { continue }
                frontend?.causes += row.failedAnswers + row.refusals
                let endpoint = Endpoint(
                    server.address, port: server.port ?? proxy.listen.first?.port ?? 0)
                var state = CanaryReading.Server(
                    verdicts.map { Self.health($0[endpoint]) } ?? row.health,
                    row.counts(proxy.mode))
                state.unanswered = row.unanswered(proxy.mode)
                reading.servers[CanaryServer(server.name, list: list)] = state
            }
        }
        add(proxy.servers, section, 0)
        for (position, route) in proxy.routes.enumerated() {
            add(
                route.servers, Word.route(route, at: position, of: proxy.name).text, position + 1)
        }
        reading.frontend = frontend
        return reading
    }

    private static func health(_ verdict: Verdict?) -> CanaryReading.Health {
        switch verdict?.state {
        // Without results of checks, nothing shows that the server still works.
        case .up: verdict?.isOverdue == true ? .unproven : .up
        case .down: .down(verdict?.reason ?? "")
        case .unknown, nil: .unproven
        }
    }
}

extension Statistics.Row {
    /// The result of HAProxy's check.
    fileprivate var health: CanaryReading.Health {
        if awaitsCheck { return .unproven }
        switch isUp {
        case true?: return .up
        case false?: return .down(check?.description ?? status)
        case nil: return status.hasPrefix("MAINT") ? .down(status) : .unchecked
        }
    }

    /// The requests since the process started if none has an answer, not even a change of protocol.
    fileprivate func unanswered(_ mode: Proxy.Mode) -> UInt64 {
        mode == .http && answers + preliminaryAnswers + faults == 0 ? total : 0
    }

    /// The requests of clients and the errors since the process started, of a frontend's line.
    fileprivate func frontend(_ mode: Proxy.Mode) -> CanaryFrontend {
        CanaryFrontend(
            requests: (mode == .http ? requests : total) + rejections, failures: failedAnswers,
            denials: deniedRequests + rejections)
    }

    /// The requests and the failed ones since the process started.
    ///
    /// A refused connection has no answer, so it is a request of its own.
    fileprivate func counts(_ mode: Proxy.Mode) -> CanaryCounts {
        switch mode {
        case .http: CanaryCounts(requests: answers + faults, errors: failedAnswers + faults)
        case .tcp: CanaryCounts(requests: max(total, faults), errors: faults)
        }
    }
}
