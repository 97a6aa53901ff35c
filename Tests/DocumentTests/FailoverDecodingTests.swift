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
        failover.authentication = FailoverAuthentication(keys: [
            FailoverKey(
                id: 2,
                secret: Secret(
                    in: Secret.File(path: "vrrp.key", limit: 132, form: .electionKey))),
            FailoverKey(
                id: 1,
                secret: Secret(
                    "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")),
        ])
        failover.authentication?.mode = .receiveOnly
        failover.authentication?.window = .seconds(10)
        failover.hasVirtualMAC = true
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
        failover.tracks[2].user = "daemon"
        #expect(spec.cluster?.failover == failover)
        #expect(spec.virtualAddresses.map(\.group) == ["right", nil])
        #expect(
            spec.secrets.contains {
                "\($0.path)" == "cluster.failover.passwordFile" && $0.secret == failover.password
            })
        let keys = "cluster.failover.authentication.keys"
        #expect(
            spec.secrets.map { "\($0.path)" }.filter { $0.hasPrefix(keys) }
                == ["\(keys)[0].keyFile", "\(keys)[1].key"])
        #expect(failover.unusableSecret == "vrrp.password")
        var filled = spec
        filled.fillSecrets { $0.path }
        #expect(filled.cluster?.failover?.authentication?.keys[0].secret.text == "vrrp.key")
        #expect(filled.cluster?.failover?.unusableSecret == nil)
    }

    @Test("an empty mapping has the defaults of the model")
    func defaults() throws {
        #expect(try failover("") == Failover())
        #expect(try failover("password: hunter2").password?.text == "hunter2")
    }

    @Test("the window of the keys is that of the document, 0s for none")
    func window() throws {
        let key = "keys: [{id: 1, keyFile: k}]"
        for (text, window) in [("", nil), (", window: 0s", .zero), (", window: 1s", .seconds(1))]
            as [(String, Duration?)]
        {
            let given = try failover("authentication: {\(key)\(text)}").authentication
            #expect(given?.window == window)
            #expect(given?.mode == .enforce)
        }
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
