import Addresses
import CNetlink
import Model
import Seeds
import TestThreads
import Testing

@testable import Kernel

@Suite("The IPVS table", .enabled(if: Namespace.hasIPVS), .ownThreads)
struct TableTests {
    @Test("what is added is what is observed", arguments: 1...5)
    func random(seed: Int) throws {
        try Namespace.fresh {
            var random = SeededNumbers(seed: UInt64(seed))
            var wanted: [ServiceKey: [Endpoint: Destination]] = [:]
            var services: [ServiceKey: VirtualService] = [:]
            var steps: [Step] = []
            for _ in 0..<60 {
                let service = random.service()
                guard services[service.key] == nil else { continue }
                services[service.key] = service
                steps.append(.ipvs(.addService(service)))
                for _ in 0..<Int.random(in: 0...8, using: &random) {
                    let destination = random.destination(of: service.key)
                    guard wanted[service.key]?[destination.endpoint] == nil else { continue }
                    wanted[service.key, default: [:]][destination.endpoint] = destination
                    steps.append(.ipvs(.addDestination(destination, to: service.key)))
                }
            }
            let host = try KernelHost()
            for outcome in host.apply(steps) where outcome.result != .done {
                Issue.record("seed \(seed): \(outcome)")
            }
            let observed = try host.observe(.everything)
            #expect(observed.services.mapValues(\.service) == services)
            for (key, service) in observed.services {
                #expect(service.destinations.mapValues(\.destination) == wanted[key] ?? [:])
            }
            let some = Set(services.keys.prefix(20) + [try service("tcp 192.0.2.1:1")])
            let part = try host.observe(.services(some))
            #expect(part.services == observed.services.filter { some.contains($0.key) })
            #expect(part.scope == .services(some) && part.interfaces.isEmpty)
        }
    }

    @Test("100,000 servers are added and observed")
    func large() throws {
        try Namespace.fresh {
            var steps: [Step] = []
            for number in UInt32(0)..<200 {
                let address = IPAddress.v4(IPv4Address(rawValue: 0x0a01_0000 + number))
                let key = ServiceKey.listen(.tcp, Endpoint(address, port: 80))
                steps.append(.ipvs(.addService(VirtualService(key: key))))
                for server in UInt32(0)..<500 {
                    let address = IPAddress.v4(IPv4Address(rawValue: 0x0a02_0000 + server))
                    let destination = Destination(endpoint: Endpoint(address, port: 80))
                    steps.append(.ipvs(.addDestination(destination, to: key)))
                }
            }
            let host = try KernelHost()
            let outcomes = host.apply(steps)
            #expect(outcomes.count == 100_200 && outcomes.allSatisfy { $0.result == .done })
            let services = try host.observe(.everything).services
            #expect(services.count == 200)
            #expect(services.values.allSatisfy { $0.destinations.count == 500 })
        }
    }

    @Test("an empty scope and an empty plan ask nothing")
    func empty() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            #expect(host.apply([]).isEmpty)
            #expect(try host.observe(.services([])).services.isEmpty)
        }
    }

    @Test("sysctls are read and set in their own namespace, between other steps")
    func sysctls() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let before = try host.observe(.everything).sysctls
            #expect(before[.connectionReuseMode] == 1)
            #expect(before[.syncThreshold] == SysctlValue([3, 50]))
            let key = try service("mark 1")
            let outcomes = host.apply([
                .setting(.setSysctl(.expireNoDestinationConnection, to: 1, from: 0)),
                .ipvs(.addService(VirtualService(key: key))),
                .setting(
                    .setSysctl(
                        .syncThreshold, to: SysctlValue([5, 60]), from: SysctlValue([3, 50]))),
                .setting(.setSysctl(.syncPorts, to: 3, from: 1)),
                .setting(.setSysctl(.estimationNice, to: 100, from: 0)),
            ])
            #expect(outcomes.map(\.succeeded) == [true, true, true, false, false])
            #expect(
                try Namespace.run(
                    "cd /proc/sys/net/ipv4/vs && cat expire_nodest_conn sync_threshold")
                    == "1\n5\t60\n")
            let after = try host.observe(.everything).sysctls
            #expect(after[.expireNoDestinationConnection] == 1)
            #expect(after[.syncThreshold] == SysctlValue([5, 60]))
        }
        try Namespace.fresh {
            let others = try KernelHost().observe(.everything).sysctls
            #expect(others[.syncThreshold] == SysctlValue([3, 50]))
        }
    }

    @Test("a service of another protocol and a server with another tunnel hide no others")
    func unknown() throws {
        try Namespace.fresh {
            let key = try service("tcp 10.0.0.1:80")
            let server = Destination(endpoint: try endpoint("10.0.1.1:80"))
            let host = try KernelHost()
            let outcomes = host.apply([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(server, to: key)),
            ])
            #expect(outcomes.map(\.succeeded) == [true, true])
            let address = try endpoint("10.0.0.9:80").address
            let table = try IPVSTable()
            let builder = table.socket.builder
            try send(IPVS_CMD_NEW_SERVICE, to: table) {
                builder.nest(IPVS_CMD_ATTR_SERVICE) {
                    builder.put(IPVS_SVC_ATTR_AF, AddressFamily.ipv4.number)
                    builder.put(IPVS_SVC_ATTR_PROTOCOL, UInt16(50))
                    builder.put(IPVS_SVC_ATTR_ADDR, address)
                    builder.put(IPVS_SVC_ATTR_PORT, UInt16(80).bigEndian)
                    builder.put(IPVS_SVC_ATTR_SCHED_NAME, "rr")
                    builder.put(
                        IPVS_SVC_ATTR_FLAGS, bytesOf: ip_vs_flags(flags: 0, mask: 0xffff_ffff))
                    builder.put(IPVS_SVC_ATTR_TIMEOUT, UInt32(0))
                    builder.put(IPVS_SVC_ATTR_NETMASK, UInt32.max)
                }
            }
            let other = Destination(endpoint: try endpoint("10.0.1.1:81"), forwarding: .ipip)
            try send(IPVS_CMD_NEW_DEST, to: table) {
                builder.nest(IPVS_CMD_ATTR_SERVICE) { key.put(into: builder) }
                builder.nest(IPVS_CMD_ATTR_DEST) {
                    other.put(into: builder)
                    builder.put(IPVS_DEST_ATTR_TUN_TYPE, UInt8(9))
                }
            }
            #expect(try Namespace.run("ipvsadm -Ln").contains("10.0.0.9:80"))
            let observed = try host.observe(.everything)
            #expect(observed.services.keys.sorted() == [key])
            #expect(observed.services[key]?.destinations.keys.sorted() == [server.endpoint])
            #expect(observed.unknown == UnknownObjects(services: 1, servers: 1))
            let part = try host.observe(.services([key]))
            #expect(part.services == observed.services)
        }
    }

    private func send(
        _ command: Int, to table: IPVSTable, _ body: () -> Void
    ) throws {
        var batch = MessageBatch(byteLimit: 1_024)
        batch.clear(next: table.socket.sequenceNumbers(0))
        table.begin(command, sequence: table.socket.sequenceNumbers(1))
        body()
        batch.append(table.socket.builder)
        let result = table.socket.transact(&batch)
        if let refusal = result.refusals[0] { throw refusal }
    }
}
