import Addresses
import Glibc
import Model
import TestThreads
import Testing

@testable import Kernel

/// What the kernel refuses, and what the operator reads of it.
@Suite("Refusals of IPVS", .enabled(if: Namespace.hasIPVS), .ownThreads)
struct RefusalTests {
    /// The sentence of a step's failure; nil when it did not fail.
    private func sentence(_ outcome: Outcome) -> String? {
        guard case .failed(let failure) = outcome.result else { return nil }
        return failure.description
    }

    @Test(
        "each of 1,000 refusals in one batch is told, even when the receive buffer is small",
        arguments: [Int32(8 << 20), 2048])
    func thousand(receiveBuffer: Int32) throws {
        try Namespace.fresh {
            let table = try IPVSTable(receiveBuffer: receiveBuffer)
            let present = try service("tcp 10.0.0.1:80")
            let absent = try service("tcp 10.0.0.2:80")
            var steps: [Step] = [.ipvs(.addService(VirtualService(key: present)))]
            for number in 0..<1000 {
                let address = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0100 + UInt32(number)))
                let destination = Destination(endpoint: Endpoint(address, port: 80))
                steps.append(
                    .ipvs(.addDestination(destination, to: number % 100 == 7 ? present : absent)))
            }
            var missing: [StepSubject: String] = [:]
            var outcomes: [Outcome] = []
            StepRun.apply(steps[...], to: table, missing: &missing, into: &outcomes)
            #expect(outcomes.map(\.step) == steps)
            for (index, outcome) in outcomes.enumerated() {
                if index == 0 || index % 100 == 8 {
                    #expect(outcome.succeeded, "step \(index)")
                } else {
                    let number = IPv4Address(rawValue: 0x0a00_0100 + UInt32(index - 1))
                    #expect(
                        sentence(outcome)
                            == "cannot add \(number):80 to \(absent): no such service (ESRCH)")
                }
            }
            var unknown = UnknownObjects()
            #expect(try table.services(&unknown)[present]?.destinations.count == 10)
        }
    }

    @Test("a missing scheduler is named with its module, and its servers are skipped")
    func missingScheduler() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let lame = VirtualService(
                key: try service("tcp 10.0.0.1:80"), scheduler: Scheduler(rawValue: "nosuch"))
            let sound = VirtualService(key: try service("tcp 10.0.0.2:80"))
            let server = Destination(endpoint: try endpoint("10.0.1.1:80"))
            let outcomes = host.apply([
                .ipvs(.addService(lame)), .ipvs(.addDestination(server, to: lame.key)),
                .ipvs(.addService(sound)),
                .ipvs(.addDestination(server, to: sound.key)),
                .setting(.setTimeouts(IPVSTimeouts(), from: IPVSTimeouts())),
                .ipvs(.addDestination(server, to: lame.key)),
            ])
            let reason =
                "cannot add service tcp 10.0.0.1:80: the kernel has no scheduler nosuch, module "
                + "ip_vs_nosuch (ENOENT); modprobe ip_vs_nosuch"
            #expect(sentence(outcomes[0]) == reason)
            #expect(outcomes[1].result == .skipped(because: reason))
            #expect(outcomes[2...4].allSatisfy { $0.result == .done })
            #expect(outcomes[5].result == .skipped(because: reason))
        }
    }

    @Test("a missing persistence engine is named with its module")
    func missingEngine() throws {
        try Namespace.fresh {
            let engine = PersistenceEngine(rawValue: "nosuch")
            let lame = VirtualService(
                key: try service("udp 10.0.0.1:80"), persistence: Persistence(engine: engine))
            let outcomes = try KernelHost().apply([.ipvs(.addService(lame))])
            #expect(
                sentence(outcomes[0])
                    == "cannot add service udp 10.0.0.1:80: the kernel has no persistence engine "
                    + "nosuch, module ip_vs_pe_nosuch (ENOENT); modprobe ip_vs_pe_nosuch")
        }
    }

    @Test("what is so already is no failure")
    func alreadySo() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let key = try service("tcp 10.0.0.1:80")
            let server = Destination(endpoint: try endpoint("10.0.1.1:80"))
            let steps: [Step] = [
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(server, to: key)),
            ]
            #expect(host.apply(steps).map(\.result) == [.done, .done])
            #expect(host.apply(steps).map(\.result) == [.alreadySo, .alreadySo])
            let removals: [Step] = [
                .ipvs(.removeDestination(server.endpoint, from: key, cutting: 0)),
                .ipvs(.removeService(key)),
                .ipvs(.removeDestination(server.endpoint, from: key, cutting: 0)),
                .ipvs(.removeService(key)),
            ]
            #expect(
                host.apply(removals).map(\.result) == [.done, .done, .alreadySo, .alreadySo])
        }
    }

    @Test("a server that the kernel can't take is refused with the reason")
    func invalidDestinations() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let key = try service("tcp 10.0.0.1:80")
            let address = try endpoint("10.0.1.1:80")
            let absent = Destination(endpoint: address)
            let wrong = [
                Destination(endpoint: try endpoint("224.0.0.1:80")),
                Destination(endpoint: try endpoint("[2001:db8::1]:80")),
                Destination(endpoint: address, forwarding: .gue(port: 0, checksum: .none)),
                Destination(endpoint: address, limits: ConnectionLimits(upper: 5, lower: 6)),
                Destination(endpoint: address, weight: -1),
            ]
            let outcomes = host.apply(
                [.ipvs(.addService(VirtualService(key: key)))]
                    + wrong.map { .ipvs(.addDestination($0, to: key)) }
                    + [.ipvs(.editDestination(absent, from: absent, of: key))])
            let reasons = outcomes.dropFirst().map { outcome -> String in
                guard case .failed(let failure) = outcome.result else { return "none" }
                return failure.reason
            }
            #expect(
                reasons == [
                    "the address is no unicast address that this network namespace knows",
                    "only a tunnel reaches a server of the other address family",
                    "a gue tunnel needs a port",
                    "the lower connection limit is above the upper",
                    "a weight is not in 0...65535",
                    "no such server in the service",
                ])
        }
    }

    @Test("with loopback down the refusal says how to get it up")
    func loopbackDown() throws {
        try Namespace.fresh(loopback: false) {
            let key = try service("tcp 10.0.0.1:80")
            let server = Destination(endpoint: try endpoint("10.0.1.1:80"))
            let outcomes = try KernelHost().apply([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(server, to: key)),
            ])
            let text = try #require(sentence(outcomes[1]))
            #expect(text.contains("(EINVAL)") && text.hasSuffix("ip link set lo up"))
        }
    }

    @Test("a name that does not fit is refused before the kernel sees it")
    func names() throws {
        try Namespace.fresh {
            let key = try service("tcp 10.0.0.1:80")
            let long = [16, 100_000].map { String(repeating: "x", count: $0) }
            let names = ["", "a\u{0}b"] + long
            let steps = names.flatMap { name -> [Step] in
                let engine = PersistenceEngine(rawValue: name)
                let service = VirtualService(key: key, scheduler: Scheduler(rawValue: name))
                return [
                    .ipvs(.addService(service)),
                    .ipvs(
                        .addService(
                            VirtualService(key: key, persistence: Persistence(engine: engine)))),
                ]
            }
            let host = try KernelHost()
            #expect(
                host.apply(steps).allSatisfy { sentence($0)?.hasSuffix("1...15 bytes") == true })
            #expect(try host.observe(.everything).services.isEmpty)
        }
    }

    @Test("a timeout out of range is refused")
    func timeouts() throws {
        try Namespace.fresh {
            let outcomes = try KernelHost().apply([
                .setting(.setTimeouts(IPVSTimeouts(tcp: -1), from: IPVSTimeouts()))
            ])
            #expect(sentence(outcomes[0])?.contains("0...2678400 seconds") == true)
        }
    }
}
