import Addresses
import Model
import Testing

@Suite("Steps in words")
struct StepDescriptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var step: Step
        var line: String
        var risk: Risk
        var subject: String

        var testDescription: String { line }
    }

    @Test("a step has its line, its risk and its subject", arguments: Case.all)
    func words(_ test: Case) {
        #expect(test.step.description == test.line)
        #expect(test.step.risk == test.risk)
        #expect(test.step.subject.description == test.subject)
    }

    @Test("a summary counts adds, changes, drains and removals; announcements are no change")
    func summary() {
        let all = Plan(steps: Case.all.map(\.step), foreignTouched: 2)
        #expect(
            all.summary.description
                == "6 to add, 15 to change, 2 to drain, 4 to remove, 2 services of others touched")
        #expect(
            Plan().summary.description == "0 to add, 0 to change, 0 to drain")
    }
}

extension StepDescriptionTests.Case {
    private static let web = ServiceKey.listen(.tcp, Endpoint(address(10, 0, 0, 1), port: 80))
    private static let server = Endpoint(address(10, 0, 0, 11), port: 80)
    private static let shared = InterfaceAddress(
        interface: "eth0", prefix: Prefix(host: address(10, 0, 0, 100)))
    private static let timeouts = IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)
    private static let place = "server 10.0.0.11:80 in tcp 10.0.0.1:80"

    private static func address(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> IPAddress {
        .v4(IPv4Address(rawValue: a << 24 | b << 16 | c << 8 | d))
    }

    private static func service(
        _ scheduler: Scheduler = .weightedRoundRobin, flags: SchedulerFlags = [],
        onePacket: Bool = false, persistence: Persistence? = nil
    ) -> VirtualService {
        VirtualService(
            key: web, scheduler: scheduler, schedulerFlags: flags, onePacket: onePacket,
            persistence: persistence)
    }

    private static func destination(
        _ forwarding: Forwarding = .gate, weight: Int = 1, upper: Int = 0, lower: Int = 0
    ) -> Destination {
        Destination(
            endpoint: server, forwarding: forwarding, weight: weight,
            limits: ConnectionLimits(upper: upper, lower: lower))
    }

    private static func edit(_ new: VirtualService, from old: VirtualService) -> Step {
        .ipvs(.editService(new, from: old))
    }

    private static func edit(_ new: Destination, from old: Destination) -> Step {
        .ipvs(.editDestination(new, from: old, of: web))
    }

    static let all: [Self] = settings + services + servers + addresses

    private static let settings = [
        Self(
            step: .setting(
                .setSysctl(
                    .syncThreshold, to: SysctlValue([3, 60]), from: SysctlValue([3, 50]))),
            line: "~ sysctl sync_threshold 3 50 -> 3 60", risk: .hitless,
            subject: "sysctl sync_threshold"),
        Self(
            step: .setting(.setSysctl(.dropPacket, to: 3, from: 0)),
            line: "~ sysctl drop_packet 0 -> 3",
            risk: .mayReset, subject: "sysctl drop_packet"),
        Self(
            step: .setting(.setSysctl(.backupOnly, to: 1, from: 0)),
            line: "~ sysctl backup_only 0 -> 1",
            risk: .mayReset, subject: "sysctl backup_only"),
        Self(
            step: .setting(.enable(.forwarding(.ipv4))),
            line: "~ sysctl net.ipv4.ip_forward 0 -> 1",
            risk: .routes, subject: "net.ipv4.ip_forward"),
        Self(
            step: .setting(.enable(.promotion(interface: "eth0"))),
            line: "~ sysctl net.ipv4.conf.eth0.promote_secondaries 0 -> 1", risk: .hitless,
            subject: "net.ipv4.conf.eth0.promote_secondaries"),
        Self(
            step: .setting(.enable(.module("ip_vs_ftp"))), line: "~ load kernel module ip_vs_ftp",
            risk: .hitless, subject: "kernel module ip_vs_ftp"),
        Self(
            step: .setting(.setTimeouts(IPVSTimeouts(tcp: 3600, udp: 300), from: timeouts)),
            line: "~ timeouts tcp 900 s -> 3600 s", risk: .hitless, subject: "timeouts"),
        Self(
            step: .setting(.setTimeouts(IPVSTimeouts(tcpFin: 60, udp: 301), from: timeouts)),
            line: "~ timeouts tcp-fin 120 s -> 60 s, udp 300 s -> 301 s", risk: .mayReset,
            subject: "timeouts"),
    ]

    private static let services = [
        Self(
            step: .ipvs(.addService(service())), line: "+ service tcp 10.0.0.1:80 wrr",
            risk: .hitless,
            subject: "service tcp 10.0.0.1:80"),
        Self(
            step: .ipvs(
                .addService(
                    service(
                        .maglevHash, flags: [.port, .fallback], onePacket: true,
                        persistence: Persistence(prefixLength: 24, engine: .sip)))),
            line: "+ service tcp 10.0.0.1:80 mh, mh-fallback, mh-port, one-packet,"
                + " persistent 300 s /24 sip",
            risk: .hitless, subject: "service tcp 10.0.0.1:80"),
        Self(
            step: .ipvs(.addService(service(.roundRobin, flags: [.third]))),
            line: "+ service tcp 10.0.0.1:80 rr, flag-3", risk: .hitless,
            subject: "service tcp 10.0.0.1:80"),
        Self(
            step: edit(service(.leastConnection), from: service()),
            line: "~ service tcp 10.0.0.1:80, wrr -> lc", risk: .hitless,
            subject: "service tcp 10.0.0.1:80"),
        Self(
            step: edit(service(.leastConnection), from: service(.sourceHash, flags: .port)),
            line: "~ service tcp 10.0.0.1:80, sh -> lc, flags sh-port -> none", risk: .drains,
            subject: "service tcp 10.0.0.1:80"),
        Self(
            step: edit(service(onePacket: true), from: service(persistence: Persistence())),
            line: "~ service tcp 10.0.0.1:80, one-packet off -> on, persistence 300 s -> none",
            risk: .drains, subject: "service tcp 10.0.0.1:80"),
        Self(
            step: edit(
                service(persistence: Persistence(timeout: 60)),
                from: service(persistence: Persistence())),
            line: "~ service tcp 10.0.0.1:80, persistence 300 s -> 60 s", risk: .hitless,
            subject: "service tcp 10.0.0.1:80"),
        Self(
            step: .ipvs(.removeService(web)), line: "- service tcp 10.0.0.1:80", risk: .drains,
            subject: "service tcp 10.0.0.1:80"),
    ]

    private static let servers = [
        Self(
            step: .ipvs(.addDestination(destination(), to: web)),
            line: "+ \(place), gate, weight 1",
            risk: .hitless, subject: place),
        Self(
            step: .ipvs(
                .addDestination(
                    destination(.gue(port: 6080, checksum: .remote), upper: 9, lower: 7), to: web)),
            line: "+ \(place), gue:6080+remote, weight 1, limits 9/7", risk: .hitless,
            subject: place),
        Self(
            step: edit(destination(weight: 3), from: destination()),
            line: "~ \(place), weight 1 -> 3", risk: .hitless, subject: place),
        Self(
            step: edit(destination(weight: 0), from: destination()),
            line: "~ \(place), weight 1 -> 0", risk: .drains, subject: place),
        Self(
            step: edit(destination(.masq, upper: 5), from: destination()),
            line: "~ \(place), gate -> masq, limits none -> 5", risk: .hitless, subject: place),
        Self(
            step: .ipvs(.drainDestination(destination(), of: web, since: Moment(), open: 12)),
            line: "~ drain 10.0.0.11:80 in tcp 10.0.0.1:80, 12 connections", risk: .drains,
            subject: place),
        Self(
            step: .ipvs(.drainDestination(destination(), of: web, since: Moment(), open: 1)),
            line: "~ drain 10.0.0.11:80 in tcp 10.0.0.1:80, 1 connection", risk: .drains,
            subject: place),
        Self(
            step: .ipvs(.removeDestination(server, from: web, cutting: 0)), line: "- \(place)",
            risk: .hitless, subject: place),
        Self(
            step: .ipvs(.removeDestination(server, from: web, cutting: 1)),
            line: "- \(place), cuts 1 connection", risk: .mayReset, subject: place),
    ]

    private static let addresses = [
        Self(
            step: .address(.add(shared)), line: "+ address 10.0.0.100/32 on eth0",
            risk: .movesAddress, subject: "address 10.0.0.100/32 on eth0"),
        Self(
            step: .address(.announce(shared)), line: "> announce 10.0.0.100/32 on eth0",
            risk: .movesAddress, subject: "address 10.0.0.100/32 on eth0"),
        Self(
            step: .address(.remove(shared)), line: "- address 10.0.0.100/32 on eth0",
            risk: .movesAddress, subject: "address 10.0.0.100/32 on eth0"),
    ]
}
