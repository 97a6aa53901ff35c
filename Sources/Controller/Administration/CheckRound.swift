import Addresses
import Health
import Model

/// The checks of servers, made once beside those of the controller.
package struct CheckRound: Sendable {
    private let spec: Spec

    /// The most checks at the same time.
    private static let simultaneous = 64

    /// Creates the checks of a document.
    package init(_ spec: Spec) {
        self.spec = spec
    }

    /// Returns a service, or a proxy as a service; nil: there is none of this name.
    package func service(named name: String) -> Service? {
        spec.services.first { $0.name == name }
            ?? spec.proxies.first { $0.name == name }.map { spec.service(of: $0) }
    }

    /// Checks servers, and returns the results in their order.
    ///
    /// **Errors:** this process has no free descriptors, or the task was cancelled.
    package func answers(
        of servers: [RealServer], of service: Service
    ) async throws -> [CheckAnswer.Server] {
        let runner = try ProbeRunner()
        runner.update([:], virtual: Set(spec.virtualAddresses.map(\.address.address)))
        let running = Task { await runner.run() }
        defer { running.cancel() }
        return try await withThrowingTaskGroup(of: (Int, CheckAnswer.Server).self) { group in
            var answers = [CheckAnswer.Server?](repeating: nil, count: servers.count)
            for (place, server) in servers.enumerated() {
                if place >= Self.simultaneous, let (done, answer) = try await group.next() {
                    answers[done] = answer
                }
                group.addTask { (place, try await answer(of: server, of: service, runner)) }
            }
            for try await (place, answer) in group { answers[place] = answer }
            return answers.compactMap(\.self)
        }
    }

    private func answer(
        of server: RealServer, of service: Service, _ runner: ProbeRunner
    ) async throws -> CheckAnswer.Server {
        let name = "\(service.name)/\(server.name)"
        func unasked(_ passed: Bool, _ reason: String) -> CheckAnswer.Server {
            CheckAnswer.Server(
                server: name, passed: passed, unasked: reason, line: "\(name): \(reason)")
        }
        guard let check = service.check(of: server, defaults: spec.health) else {
            return unasked(false, "has no check: it counts as up")
        }
        if (server.check ?? Check()).completed(by: service.check ?? Check()).lacksSecret {
            return unasked(false, "not asked: the file of its secret can't be read")
        }
        guard let probe = check.negotiation ?? check.probe else {
            return check.mode == .on
                ? unasked(true, "always up") : unasked(false, "always down")
        }
        let result = try await runner.perform(probe)
        return CheckAnswer.Server(
            server: name, passed: result.isPassed, result: CheckRecord.Result(result),
            line: "\(name) at \(probe.target): \(result)")
    }
}
