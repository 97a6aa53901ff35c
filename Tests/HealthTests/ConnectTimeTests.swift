import Addresses
import Glibc
import Model
import Testing

@testable import Health

/// The time limit of a connection, apart from that of the whole check.
@Suite("The time of a connection")
struct ConnectTimeTests {
    /// A port whose queue is full, so that the kernel drops every further connection request.
    private final class FullPort {
        let port: UInt16
        private let descriptors: [Int32]

        init() throws {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            func opened(_ flags: Int32) -> Int32 {
                let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                return socket(AF_INET, kind | flags, 0)
            }
            let listener = opened(0)
            let code = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener, $0, size) == 0 ? getsockname(listener, $0, &size) : -1
                }
            }
            try #require(code == 0 && listen(listener, 0) == 0)
            port = UInt16(bigEndian: address.sin_port)
            descriptors =
                [listener]
                + (0..<4).map { _ in
                    let descriptor = opened(Int32(SOCK_NONBLOCK.rawValue))
                    _ = withUnsafePointer(to: &address) {
                        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                            connect(descriptor, $0, size)
                        }
                    }
                    return descriptor
                }
        }

        deinit { descriptors.forEach { _ = close($0) } }
    }

    static let kinds: [Probe.Kind] = [
        .tcp(TCPProbe(expect: .text("never"))),
        .http(HTTPProbe(tls: TLSSettings(verify: false))),
    ]

    @Test(
        "a server that accepts no connection fails before the time of a negotiation",
        arguments: kinds)
    func silent(_ kind: Probe.Kind) async throws {
        let full = try FullPort()
        let probe = Probe(
            kind, at: local(full.port), timeout: .seconds(3_600),
            connectTimeout: .milliseconds(200))
        let result = try await withRunner { try await $0.perform(probe) }
        #expect(result.outcome == .failed && result.phase == .connect, "\(result)")
        #expect(result.seen == "no answer")
    }

    @Test("an open connection has the time of the whole check", arguments: kinds)
    func open(_ kind: Probe.Kind) async throws {
        let peer = try Peer(.hang)
        let whole = Duration.milliseconds(1_500)
        let probe = Probe(
            kind, at: local(peer.port), timeout: whole, connectTimeout: .milliseconds(700))
        let result = try await withRunner { try await $0.perform(probe) }
        #expect(result.outcome == .failed && result.phase != .connect, "\(result)")
        #expect(result.duration >= whole)
    }

    @Test("a negotiate check connects within the time of a connect check")
    func settings() {
        var check = Check(.negotiate)
        check.service = .http
        let server = RealServer(name: "web", address: local(80).address, port: 80)
        var service = Service(name: "s", key: .mark(1, .ipv4), check: check, servers: [server])
        func times(_ defaults: HealthDefaults) -> [Duration?] {
            let probe = service.check(of: server, defaults: defaults)?.probe
            return [probe?.connectTimeout, probe?.timeout]
        }
        let defaults = HealthDefaults(timeout: .seconds(2), negotiateTimeout: .seconds(20))
        #expect(times(defaults) == [.seconds(2), .seconds(20)])
        service.check?.timeout = .seconds(4)
        #expect(times(defaults) == [.seconds(4), .seconds(4)])
        service.check?.negotiateTimeout = .seconds(1)
        #expect(times(defaults) == [.seconds(1), .seconds(1)])
    }
}
