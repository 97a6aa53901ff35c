import Addresses
import Model
import TestThreads
import Testing

@testable import Kernel

/// What we put into the kernel, read by `ipvsadm`, which is not ours; and what it puts, read by us.
@Suite("The independent witness", .enabled(if: Namespace.hasIPVS), .ownThreads)
struct WitnessTests {
    /// One service with its destinations, and the lines by which `ipvsadm -Sn` tells of it.
    struct Case: CustomTestStringConvertible {
        let name: String
        let service: VirtualService
        var destinations: [Destination] = []
        let lines: [String]
        var testDescription: String { name }
    }

    @Test("ipvsadm sees every field of what we add", arguments: try cases())
    func added(_ sample: Case) throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let key = sample.service.key
            let outcomes = host.apply(
                [.ipvs(.addService(sample.service))]
                    + sample.destinations.map { .ipvs(.addDestination($0, to: key)) })
            #expect(outcomes.map(\.result) == outcomes.map { _ in .done })
            #expect(try lines("ipvsadm -Sn") == sample.lines.sorted())
            let observed = try host.observe(.everything)
            #expect(observed.services.values.map(\.service) == [sample.service])
            let found = observed.services[key]?.destinations.values.map(\.destination) ?? []
            #expect(Set(found) == Set(sample.destinations))
            #expect(try host.observe(.services([key])).services == observed.services)
        }
    }

    @Test("ipvsadm sees thresholds and timeouts")
    func limits() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let key = try service("tcp 10.0.0.1:80")
            let destination = Destination(
                endpoint: try endpoint("10.0.1.1:80"),
                limits: ConnectionLimits(upper: 1000, lower: 800))
            let timeouts = IPVSTimeouts(tcp: 1234, tcpFin: 0, udp: 56)
            let before = try host.observe(.everything).timeouts ?? IPVSTimeouts()
            let outcomes = host.apply([
                .ipvs(.addService(VirtualService(key: key))),
                .ipvs(.addDestination(destination, to: key)),
                .setting(.setTimeouts(timeouts, from: before)),
            ])
            #expect(outcomes.map(\.result) == [.done, .done, .done])
            let thresholds = try lines("ipvsadm -Ln --thresholds")
            #expect(thresholds.contains("-> 10.0.1.1:80 1000 800 0 0"))
            let set = try lines("ipvsadm -L --timeout")
            #expect(set == ["Timeout (tcp tcpfin udp): 1234 \(before.tcpFin) 56"])
            let after = IPVSTimeouts(tcp: 1234, tcpFin: before.tcpFin, udp: 56)
            #expect(try host.observe(.everything).timeouts == after)
        }
    }

    @Test("an edit changes every field and takes flags away")
    func edited() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            let key = try service("tcp 10.0.0.1:80")
            let old = VirtualService(
                key: key, scheduler: .maglevHash, schedulerFlags: [.fallback, .port],
                persistence: Persistence(timeout: 60, prefixLength: 24))
            let new = VirtualService(key: key, scheduler: .sourceHash, schedulerFlags: [.port])
            let tunnel = Destination(
                endpoint: try endpoint("10.0.1.1:80"),
                forwarding: .gue(port: 6080, checksum: .remote), weight: 9)
            let routed = Destination(endpoint: tunnel.endpoint, forwarding: .gate, weight: 2)
            let drained = Destination(endpoint: try endpoint("10.0.1.2:80"), weight: 5)
            let outcomes = host.apply([
                .ipvs(.addService(old)), .ipvs(.addDestination(tunnel, to: key)),
                .ipvs(.addDestination(drained, to: key)), .ipvs(.editService(new, from: old)),
                .ipvs(.editDestination(routed, from: tunnel, of: key)),
                .ipvs(.drainDestination(drained, of: key, since: Moment(), open: 1)),
            ])
            #expect(outcomes.allSatisfy { $0.result == .done })
            #expect(
                try lines("ipvsadm -Sn") == [
                    "-A -t 10.0.0.1:80 -s sh -b sh-port",
                    "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 2",
                    "-a -t 10.0.0.1:80 -r 10.0.1.2:80 -g -w 0",
                ])
            let removals = host.apply([
                .ipvs(.removeDestination(routed.endpoint, from: key, cutting: 0)),
                .ipvs(.removeService(key)),
            ])
            #expect(removals.map(\.result) == [.done, .done])
            #expect(try lines("ipvsadm -Sn") == [])
        }
    }

    private func lines(_ command: String) throws -> [String] {
        try Namespace.run(command).split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }.sorted()
    }

    static func cases() throws -> [Case] {
        [
            Case(
                name: "every forwarding",
                service: VirtualService(key: try service("tcp 10.0.0.1:80")),
                destinations: [
                    Destination(endpoint: try endpoint("10.0.1.1:80"), weight: 0),
                    Destination(
                        endpoint: try endpoint("10.0.1.2:81"), forwarding: .masq, weight: 3),
                    Destination(
                        endpoint: try endpoint("10.0.1.3:80"), forwarding: .ipip, weight: 4),
                    Destination(
                        endpoint: try endpoint("10.0.1.4:80"),
                        forwarding: .gre(checksum: .checksum), weight: 5),
                    Destination(
                        endpoint: try endpoint("10.0.1.5:80"),
                        forwarding: .gue(port: 6080, checksum: .remote), weight: 65535,
                        limits: ConnectionLimits(upper: 1000, lower: 800)),
                    Destination(
                        endpoint: try endpoint("[2001:db8::5]:80"), forwarding: .ipip, weight: 7),
                ],
                lines: [
                    "-A -t 10.0.0.1:80 -s wrr",
                    "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 0",
                    "-a -t 10.0.0.1:80 -r 10.0.1.2:81 -m -w 3",
                    "-a -t 10.0.0.1:80 -r 10.0.1.3:80 -i -w 4 --tun-type ipip",
                    "-a -t 10.0.0.1:80 -r 10.0.1.4:80 -i -w 5 --tun-type gre --tun-csum",
                    "-a -t 10.0.0.1:80 -r 10.0.1.5:80 -i -w 65535 "
                        + "--tun-type gue --tun-port 6080 --tun-remcsum",
                    "-a -t 10.0.0.1:80 -r [2001:db8::5]:80 -i -w 7 --tun-type ipip",
                ]),
            Case(
                name: "IPv6, UDP, one packet",
                service: VirtualService(
                    key: try service("udp [2001:db8::1]:53"), scheduler: .roundRobin,
                    onePacket: true),
                lines: ["-A -u [2001:db8::1]:53 -s rr -o"]),
            Case(
                name: "persistence with a netmask",
                service: VirtualService(
                    key: try service("tcp 10.0.0.1:0"), scheduler: .leastConnection,
                    persistence: Persistence(timeout: 77, prefixLength: 20)),
                lines: ["-A -t 10.0.0.1:0 -s lc -p 77 -M 255.255.240.0"]),
            Case(
                name: "IPv6 persistence with a prefix",
                service: VirtualService(
                    key: try service("sctp [2001:db8::1]:443"), scheduler: .sourceHash,
                    schedulerFlags: [.fallback, .port],
                    persistence: Persistence(timeout: 300, prefixLength: 64)),
                lines: [
                    "-A --sctp-service [2001:db8::1]:443 -s sh -p 300 -M 64 -b sh-fallback,sh-port"
                ]),
            Case(
                name: "a persistence engine",
                service: VirtualService(
                    key: try service("udp 10.0.0.1:5060"), scheduler: .maglevHash,
                    schedulerFlags: [.port],
                    persistence: Persistence(timeout: 60, engine: .sip)),
                lines: ["-A -u 10.0.0.1:5060 -s mh -p 60 --pe sip -b mh-port"]),
            Case(
                name: "marks",
                service: VirtualService(key: try service("mark 7 ipv6"), scheduler: .failover),
                destinations: [Destination(endpoint: try endpoint("[2001:db8::9]:0"))],
                lines: ["-A -f 7 -6 -s fo", "-a -f 7 -6 -r [2001:db8::9]:0 -g -w 1"]),
        ]
    }
}
