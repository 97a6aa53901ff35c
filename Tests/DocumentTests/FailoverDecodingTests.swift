import Addresses
import Model
import Testing

@testable import Document

@Suite("the settings of failover")
struct FailoverDecodingTests {
    private func failover(_ keys: String) throws -> Failover {
        let parsed = parse(Array("version: 1\ncluster: {name: c, failover: {\(keys)}}\n".utf8))
        #expect(parsed.diagnostics.isEmpty)
        return try #require(parsed.spec?.cluster?.failover)
    }

    @Test("a document with every key")
    func everything() throws {
        let spec = try #require(
            parse(TestFiles.bytes(TestFiles.directory + "/Cases/everything.yaml")).spec)
        var failover = Failover(links: [
            .interface("eth0"), .interface("eth1", unicast: true, hopLimit: 254),
            .serial(device: "/dev/ttyS0", speed: 9600),
        ])
        failover.interval = .seconds(2)
        failover.version = .two
        failover.preemptDelay = .seconds(300)
        failover.controllerGrace = .seconds(90)
        failover.announcementPeriod = .zero
        failover.releasesWhenIsolated = false
        failover.password = Secret(in: Secret.File(path: "vrrp.password", limit: 8))
        failover.gateways = ["10.0.0.254", "2001:db8::fe"].compactMap { IPAddress($0) }
        failover.groups = [
            FailoverGroup(name: "left", virtualRouterID: 51, preferredNode: "lbslave"),
            FailoverGroup(name: "right", virtualRouterID: 52, companion: "left"),
        ]
        failover.tracks = [
            FailoverTrack(name: "uplink", condition: .interface("eth2"), weight: 60),
            FailoverTrack(name: "named", condition: .process("named")),
            FailoverTrack(
                name: "route",
                condition: .script(
                    command: "/usr/local/bin/check-route 10.0.0.254", interval: .seconds(5),
                    timeout: .seconds(1))),
            FailoverTrack(name: "half", condition: .services(atLeast: 50), weight: 20),
        ]
        failover.tracks[0].delay = .milliseconds(500)
        #expect(spec.cluster?.failover == failover)
        #expect(spec.virtualAddresses.map(\.group) == ["right", nil])
        #expect(
            spec.secrets.contains {
                "\($0.path)" == "cluster.failover.passwordFile" && $0.secret == failover.password
            })
    }

    @Test("an empty mapping has the defaults of the model")
    func defaults() throws {
        #expect(try failover("") == Failover())
        #expect(try failover("password: hunter2").password?.text == "hunter2")
    }

    @Test("a script has its interval as timeout unless it has its own")
    func timeout() throws {
        let tracks = try failover(
            "track: [{name: a, script: /bin/a, interval: 3s}, {name: b, script: /bin/b}]"
        ).tracks
        #expect(
            tracks.map(\.condition) == [
                .script(command: "/bin/a", interval: .seconds(3), timeout: .seconds(3)),
                .script(command: "/bin/b", interval: .seconds(1), timeout: .seconds(1)),
            ])
    }

    @Test("every speed of a serial line is in the range of its key")
    func speeds() throws {
        for speed in FailoverLink.speeds {
            #expect(
                try failover("links: [{serial: /dev/ttyS0, speed: \(speed)}]").links
                    == [.serial(device: "/dev/ttyS0", speed: speed)])
        }
    }
}
