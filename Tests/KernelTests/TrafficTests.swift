import Addresses
import Glibc
import Model
import TestThreads
import Testing

@testable import Kernel

@Suite("Counters of real traffic", .enabled(if: Namespace.hasIPVS), .ownThreads)
struct TrafficTests {
    /// A TCP socket and what it is bound or connected to.
    private func connection(
        _ text: String, _ attach: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        let endpoint = try endpoint(text)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = endpoint.port.bigEndian
        withUnsafeMutableBytes(of: &address.sin_addr) {
            $0.copyBytes(from: endpoint.address.bytes)
        }
        let code = withUnsafeBytes(of: address) { bytes -> Int32 in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
                return -1
            }
            return attach(descriptor, pointer, socklen_t(bytes.count))
        }
        guard descriptor >= 0, code == 0 else { throw NamespaceError(number: errno) }
        return descriptor
    }

    /// The service once it has counters that stay the same for two looks.
    private func counted(by host: KernelHost, _ key: ServiceKey) throws -> ObservedService {
        var last: ObservedService?
        for _ in 0..<100 {
            let found = try host.observe(.services([key])).services[key]
            if let found, found.counters.connections > 0, found.counters == last?.counters {
                return found
            }
            last = found
            usleep(100_000)
        }
        return try #require(last)
    }

    @Test("connections and packets are counted where they go, as ipvsadm counts them")
    func counted() throws {
        try Namespace.fresh {
            try Namespace.run("ip addr add 10.0.0.1/32 dev lo; ip addr add 10.0.0.2/32 dev lo")
            let host = try KernelHost()
            let key = try service("tcp 10.0.0.1:80")
            let server = Destination(endpoint: try endpoint("10.0.0.2:8080"), forwarding: .masq)
            let outcomes = host.apply([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(server, to: key)),
            ])
            #expect(outcomes.allSatisfy { $0.succeeded })
            let listener = try connection("10.0.0.2:8080") { bind($0, $1, $2) }
            defer { close(listener) }
            #expect(listen(listener, 8) == 0)
            var clients: [Int32] = []
            defer { clients.forEach { close($0) } }
            for _ in 0..<3 { clients.append(try connection("10.0.0.1:80") { connect($0, $1, $2) }) }

            // The kernel adds up its processors' counters every two seconds.
            let found = try counted(by: host, key)
            let destination = try #require(found.destinations[server.endpoint])
            #expect(destination.connections == ConnectionCounts(active: 3))
            #expect(found.counters.connections == 3)
            #expect(destination.counters == found.counters)
            let words = try Namespace.run("ipvsadm -Ln --stats --exact | grep 10.0.0.1:80")
                .split { " \n".contains($0) }.compactMap { UInt64($0) }
            let counters = found.counters
            #expect(
                words == [
                    counters.connections, counters.packetsIn, counters.packetsOut,
                    counters.bytesIn, counters.bytesOut,
                ])
        }
    }
}
