import Addresses
import Document
import Model
import TestThreads
import Testing

@testable import Commands
@testable import Controller

@Suite("Everything can be explained", .ownThreads)
struct ExplainedTests {
    private static let now: Int64 = 1_795_425_840_000

    private static func site() throws -> (Spec, Status) {
        let text = """
            version: 1
            cluster:
              name: pair
              nodes:
                - {name: lb1, address: 10.0.0.21, priority: 150}
                - {name: lb2}
                - {name: lb3, priority: 90}
                - {name: lb4, priority: 80}
            virtualAddresses:
              - {address: 10.0.0.100/24, interface: eth0}
              - {address: 10.0.0.101/24, interface: eth0}
            services:
              - name: web
                listen: 10.0.0.100:80
                forwarding: masq
                servers: [{name: web1, address: 10.0.1.11:80}]
            proxies:
              - name: shop
                listen: 10.0.0.101:80
                servers: [{name: app1, address: 10.0.1.11:8080, weight: 10}]
                routes:
                  - match: {prefix: /img}
                    name: images
                    servers: [{name: img1, address: 10.0.1.12:80}]
                  - {match: {prefix: /old}, redirect: {to: "https://old.example/"}}
            certificates: [{name: shop}]
            sslServices:
              - {name: shop-ssl, listen: 10.0.0.101:443, certificate: shop, backend: shop}

            """
        let spec = try #require(parse(Array(text.utf8)).spec)
        let key = try #require(spec.services.first?.key)
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 1, started: now, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/d"),
            services: [
                ServiceStatus(
                    name: "web", key: key, want: VirtualService(key: key),
                    got: VirtualService(key: key),
                    servers: [
                        ServerStatus(
                            name: "web1", endpoint: try #require(Endpoint("10.0.1.11:80")),
                            state: .online, want: nil, got: nil,
                            connections: ConnectionCounts(), reason: nil,
                            verdict: Verdict(.up, since: now - 60_000))
                    ], counters: TrafficCounters())
            ],
            proxies: [
                ProxyStatus(
                    name: "shop", listen: spec.endpoints(of: spec.proxies[0]), mode: .http,
                    sessions: 3, rate: 1,
                    servers: [
                        server("app1", "10.0.1.11:8080", nil),
                        server("img1", "10.0.1.12:80", 1),
                    ])
            ])
        status.certificates = [
            CertificateStatus(
                name: "shop", file: "/shop.pem",
                served: .init(
                    fingerprint: "A", names: ["shop.example"], notAfter: now, daysLeft: 40),
                services: ["shop-ssl"])
        ]
        status.addresses = spec.virtualAddresses.map {
            AddressStatus(
                address: InterfaceAddress(interface: $0.interface, prefix: $0.address),
                wanted: true,
                present: true)
        }
        status.failover = failover
        status.events = [
            Event(
                time: now, kind: .down, message: "2 servers are down",
                details: ["shop/img1 is down: no", "web/web1 is down: no"]),
            Event(time: now, kind: .up, message: "web/web10 is up"),
        ]
        return (spec, status)
    }

    private static var failover: FailoverStatus {
        var group = FailoverStatus.Group(
            name: "all", role: .master, since: now - 57_000, priority: 150, isStandingBy: false,
            master: "lb1")
        group.peers = [(name: "lb2", age: Int64(2_000)), (name: "lb3", age: 180_000)].map {
            var peer = FailoverStatus.Peer(
                node: $0.name, role: .backup, priority: 100, isCandidate: false,
                hearsThisNode: true)
            peer.isHeard = $0.name == "lb2"
            peer.isStandingBy = peer.isHeard
            peer.lastHeard = now - $0.age
            return peer
        }
        var unknown = group.peers[0]
        unknown.node = "unknown node 10.0.0.22"
        unknown.isUnknown = true
        group.peers.append(unknown)
        group.programs = [
            .init(
                address: "10.0.0.29", node: nil, isMaster: false, isRival: false,
                lastHeard: now - 4_000)
        ]
        var failover = FailoverStatus(node: "lb1", processID: 4)
        failover.groups = [group]
        return failover
    }

    private static func server(
        _ name: String, _ place: String, _ route: Int?
    ) -> ProxyServerStatus {
        let share = ProxyServerStatus.Share(
            endpoint: Endpoint(place), weight: 10, isOnline: true)
        return ProxyServerStatus(
            name: name, route: route, state: .online, want: share, got: share, isUp: true)
    }

    private static func explained(_ text: String) throws -> Explained {
        let (spec, status) = try site()
        return Explained(
            try #require(ExplainedSubject(argument: text)), spec, status, now: now)
    }

    @Test(
        "every named thing is found, and says what it is",
        arguments: [
            ("shop", "shop is proxy http 10.0.0.101:80 +1"),
            ("shop", "shop is a certificate"),
            ("shop/app1", "shop/app1 is server 10.0.1.11:8080 of proxy shop"),
            ("shop/images", "shop/images is route 1 of proxy shop"),
            ("shop/images", "takes     path begins with /img"),
            ("shop/2", "does      requests are sent to https://old.example/ with status 302"),
            ("shop-ssl", "shop-ssl is SSL service 10.0.0.101:443"),
            ("shop-ssl", "shows     certificate shop for shop.example: it ends in 40 days"),
            ("shop-ssl", "next      ballast explain shop   (shows its proxy)"),
            ("lb1", "lb1 is a node of the cluster"),
            ("lb1", "group     all: this node, master for 57 s, priority 150"),
            ("lb2", "group     all: backup, priority 100, in standby, last packet 2 s ago"),
            ("lb3", "group     all: not heard, last packet 3 min ago"),
            ("lb4", "group     all: not heard since the election began"),
            ("all", "all is a failover group"),
            ("all", "master    lb1"),
            ("all", "node      lb1: this node, master for 57 s, priority 150"),
            ("all", "node      unknown node 10.0.0.22: backup, priority 100, not in cluster.nodes"),
            ("all", "program   10.0.0.29, no node of the document, last packet 4 s ago"),
            ("10.0.0.101", "  virtual address           10.0.0.101/24 on eth0  on this node"),
            ("10.0.0.101", "  proxy shop listens        10.0.0.101:80"),
            ("10.0.0.101:443", "  SSL service shop-ssl listens  10.0.0.101:443"),
            ("10.0.0.100/24", "  service web listens  tcp 10.0.0.100:80"),
            ("10.0.1.11", "  server web/web1   10.0.1.11:80"),
            ("10.0.1.11", "  server shop/app1  10.0.1.11:8080"),
            ("10.0.1.12:80", "  server shop/img1 of route 1  10.0.1.12:80"),
            ("10.0.0.21", "  node lb1  10.0.0.21"),
        ])
    func names(_ subject: String, _ line: String) throws {
        let lines = ExplainedText(
            subject, try Self.explained(subject), Layout(width: 100, now: Self.now)
        ).lines
        func words(_ text: String) -> String {
            text.split(separator: " ").joined(separator: " ")
        }
        #expect(
            lines.contains { words($0).hasPrefix(words(line)) },
            "\(lines.joined(separator: "\n"))")
    }

    @Test("a node and a group name the reasons for which a backup is not ready")
    func unready() throws {
        let (spec, site) = try Self.site()
        var status = site
        status.failover?.groups[0].role = .backup
        status.failover?.groups[0].peers[0].isStandingBy = false
        status.failover?.unready = ["no service or proxy has a usable server"]
        func text(_ name: String) throws -> String {
            let explained = Explained(
                try #require(ExplainedSubject(argument: name)), spec, status, now: Self.now)
            return ExplainedText(name, explained, Layout(width: 200, now: Self.now)).lines
                .joined(separator: "\n")
        }
        let here = "not ready: no service or proxy has a usable server"
        let there = "backup, priority 100, not ready: see `ballast status` there, last packet"
        #expect(try text("lb1").contains(here))
        #expect(try text("lb2").contains(there) && !text("lb2").contains(here))
        #expect(try text("all").contains(here) && text("all").contains(there))
        #expect(try !text("lb3").contains("not ready"), "it is not heard")
        status.failover?.unready = nil
        #expect(try !text("lb1").contains("not ready"))
    }

    @Test("what is not there is not explained")
    func nothing() throws {
        for subject in ["nothing", "shop/nothing", "nothing/app1", "10.9.9.9", "shop/9"] {
            #expect(try Self.explained(subject).isEmpty, "\(subject)")
        }
    }

    @Test("changes are those of the subject, and of no other name that begins like it")
    func changes() throws {
        #expect(try Self.explained("web/web1").changes.map(\.message) == ["web/web1 is down: no"])
        #expect(try Self.explained("shop").changes.map(\.message) == ["shop/img1 is down: no"])
        #expect(try Self.explained("we").changes.isEmpty)
    }
}
