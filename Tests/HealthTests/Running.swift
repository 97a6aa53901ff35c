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
func descriptors(connectedTo port: UInt16) -> Int { connections(to: port).count }

/// The sockets of this process that are connected to this port: descriptor, own end and other end.
func connections(to port: UInt16) -> Set<String> {
    Set(
        (Int32(0)..<4_096).compactMap { descriptor in
            guard let peer = place(of: descriptor, getpeername), peer.port == port else {
                return nil
            }
            let own = place(of: descriptor, getsockname).map { "\($0)" } ?? "?"
            return "\(descriptor): \(own) to \(peer)"
        })
}

private func place(
    of descriptor: Int32,
    _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
) -> Endpoint? {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let code = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &size) }
    }
    return code == 0 ? withUnsafeBytes(of: address) { Endpoint(socketAddress: $0) } : nil
}

/// Waits until no socket of this process is connected to this port.
///
/// - Parameter earlier: connections to a server that had the port before, which a test beside this
///   one still holds.
func expectClosed(connectionsTo port: UInt16, but earlier: Set<String> = []) async {
    let end = ContinuousClock.now + ample
    while ContinuousClock.now < end, !Task.isCancelled,
        !connections(to: port).isSubset(of: earlier)
    {
        // Cancellation ends the wait.
        try? await Task.sleep(for: .milliseconds(5))
    }
    #expect(connections(to: port).subtracting(earlier).isEmpty)
}
