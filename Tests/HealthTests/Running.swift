import Addresses
import Glibc
import Model
import Testing

@testable import Health

/// Calls with a runner that runs, and ends it.
func withRunner<Result: Sendable>(
    limits: RunnerLimits = RunnerLimits(),
    _ body: @Sendable @escaping (ProbeRunner) async throws -> Result
) async throws -> Result {
    let runner = try ProbeRunner(limits: limits)
    let running = Task { await runner.run() }
    do {
        let result = try await body(runner)
        running.cancel()
        await running.value
        return result
    } catch {
        running.cancel()
        await running.value
        throw error
    }
}

/// Runs one probe of 127.0.0.1, with a timeout that no answer needs and a silence soon reaches.
func probe(
    _ kind: Probe.Kind, port: UInt16, timeout: Duration = .milliseconds(300),
    limits: RunnerLimits = RunnerLimits()
) async throws -> CheckResult {
    let probe = Probe(kind, at: local(port), timeout: timeout)
    return try await withRunner(limits: limits) { try await $0.perform(probe) }
}

func local(_ port: UInt16) -> Endpoint {
    Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: port)
}

/// Long enough for any answer on a loaded machine.
let ample = Duration.seconds(120)

/// How many sockets of this process are connected to this port.
func descriptors(connectedTo port: UInt16) -> Int {
    (0..<4_096).count { descriptor in
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(Int32(descriptor), $0, &size)
            }
        }
        guard code == 0 else { return false }
        return withUnsafeBytes(of: address) { Endpoint(socketAddress: $0) }?.port == port
    }
}

/// Waits until no socket of this process is connected to this port; a time limit ends it.
func expectClosed(connectionsTo port: UInt16) async {
    while descriptors(connectedTo: port) != 0 && !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(5))
    }
    #expect(descriptors(connectedTo: port) == 0)
}
