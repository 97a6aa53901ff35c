import Addresses
import Testing

@testable import HAProxy

@Suite("Changes of proxies")
struct ProxyChangesTests {
    static func server(
        _ name: String, weight: Int = 10, port: UInt16 = 80, state: WantedServer.State = .online,
        limit: Int? = nil, options: [String] = [], isDynamic: Bool = true
    ) -> WantedServer {
        WantedServer(
            backend: "b", name: name,
            endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: port),
            weight: weight, state: state, limit: limit, options: options, isDynamic: isDynamic)
    }

    static func wanted(_ servers: [WantedServer], frame: String = "f") -> WantedProxies {
        WantedProxies(
            structure: Structure(frame: frame, servers: servers), servers: servers)
    }

    /// What a worker would say that has just loaded this.
    static func observed(_ proxies: WantedProxies) throws -> ObservedProxies {
        var states =
            "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
            + "srv_admin_state srv_iweight\n"
        var statistics = "# pxname,svname,type,scur,slim\n"
        for server in proxies.servers {
            let bits = [WantedServer.State.online: 0, .drain: 8, .offline: 1][server.state] ?? 0
            states +=
                "\(server.backend) \(server.name) \(server.endpoint.address) "
                + "\(server.endpoint.port) \(server.weight) 2 \(bits) \(server.weight)\n"
            let limit = server.limit.map { "\($0)" } ?? ""
            statistics += "\(server.backend),\(server.name),2,0,\(limit)\n"
        }
        return ObservedProxies(
            structure: proxies.structure, states: try #require(ServerStates(states)),
            statistics: try #require(Statistics(statistics)))
    }

    static func changes(_ from: WantedProxies, _ to: WantedProxies) throws -> ProxyChanges {
        ProxyChanges(from: try observed(from), to: to)
    }

    @Test("what is as it is wanted needs nothing")
    func nothing() throws {
        let proxies = Self.wanted([
            Self.server("s1"), Self.server("s2", state: .drain), Self.server("s3", state: .offline),
        ])
        #expect(try Self.changes(proxies, proxies).isEmpty)
    }

    @Test("weight, address, state and limit are commands, raised before lowered")
    func commands() throws {
        let changes = try Self.changes(
            Self.wanted([
                Self.server("s1"), Self.server("s2", weight: 0), Self.server("s3", limit: 5),
            ]),
            Self.wanted([
                Self.server("s1", weight: 0), Self.server("s2", weight: 4, port: 81),
                Self.server("s3", state: .drain, limit: 6),
            ]))
        #expect(changes.reloads == [])
        #expect(
            changes.commands.map(\.description) == [
                "set server b/s2 addr 10.0.0.1 port 81", "set server b/s2 weight 4",
                "set maxconn server b/s3 6", "set server b/s1 weight 0",
                "set server b/s3 state drain",
            ])
    }

    @Test("a new server of a dynamic backend is a command, and the process is told what it is now")
    func addition() throws {
        let old = [Self.server("s1")]
        let new = old + [Self.server("s2", options: ["check", "inter", "2s"])]
        let changes = try Self.changes(Self.wanted(old), Self.wanted(new))
        #expect(
            changes.commands.map(\.description) == [
                "add server b/s2 10.0.0.1:80 weight 10 check inter 2s", "enable health b/s2",
                "set server b/s2 state ready",
                "set var \(Structure.variable) str(\(Self.wanted(new).structure.digest))",
            ])
    }

    @Test("what a running process can't take is a reload, and then nothing else")
    func reloads() throws {
        let one = Self.server("s1")
        let cases: [(WantedProxies, WantedProxies)] = [
            (Self.wanted([one]), Self.wanted([one], frame: "g")),
            (Self.wanted([one]), Self.wanted([Self.server("s1", options: ["check"])])),
            (Self.wanted([one, Self.server("s2")]), Self.wanted([one])),
            (Self.wanted([one]), Self.wanted([one, Self.server("s2", options: ["cookie", "x"])])),
            (Self.wanted([one]), Self.wanted([one, Self.server("s2", isDynamic: false)])),
            (
                Self.wanted([one]),
                Self.wanted([Self.server("s1", options: ["check"]), Self.server("s2")])
            ),
            (
                Self.wanted([Self.server("s1", weight: 1, isDynamic: false)]),
                Self.wanted([Self.server("s1", weight: 2, isDynamic: false)])
            ),
            (Self.wanted([Self.server("s1", limit: 4)]), Self.wanted([one])),
        ]
        for (from, to) in cases {
            let changes = try Self.changes(from, to)
            #expect(changes.reloads.count == 1 && changes.commands.isEmpty, "\(changes)")
        }
    }

    @Test("a server that somebody added goes when it has no sessions")
    func stranger() throws {
        let proxies = Self.wanted([Self.server("s1")])
        var observed = try Self.observed(Self.wanted([Self.server("s1"), Self.server("x")]))
        observed.structure = proxies.structure
        #expect(
            ProxyChanges(from: observed, to: proxies).commands.map(\.description) == [
                "set server b/x state maint", "del server b/x",
            ])
        observed.sessions = ["b": ["x": 3]]
        #expect(
            ProxyChanges(from: observed, to: proxies).commands.map(\.description) == [
                "set server b/x state maint"
            ])
    }

    @Test("another certificate is set and committed")
    func certificate() throws {
        var proxies = Self.wanted([])
        var observed = try Self.observed(proxies)
        proxies.certificates = [.init(file: "/c.pem", fingerprint: "B", pem: "P")]
        observed.certificates = ["/c.pem": "A"]
        #expect(
            ProxyChanges(from: observed, to: proxies).commands == [
                .setCertificate(file: "/c.pem", pem: "P"), .commitCertificate(file: "/c.pem"),
            ])
        observed.certificates = ["/c.pem": "B"]
        #expect(ProxyChanges(from: observed, to: proxies).isEmpty)
        // The same certificate with another chain: the worker does not say what chain it has.
        let loaded = [WantedCertificate(file: "/c.pem", fingerprint: "B", pem: "Q")]
        #expect(
            ProxyChanges(from: observed, to: proxies, loaded: loaded).commands.count == 2)
        #expect(
            ProxyChanges(from: observed, to: proxies, loaded: proxies.certificates).isEmpty)
    }

    @Test("a state file carries health, and never what was edited")
    func stateFile() throws {
        let states = try #require(
            ServerStates(
                """
                1
                # be_name srv_name srv_addr srv_port srv_uweight srv_op_state \
                srv_admin_state srv_iweight
                b s1 10.0.0.1 80 10 0 0 10
                b s2 10.0.0.1 80 10 2 0 10
                b s3 10.0.0.1 80 10 2 8 10
                """))
        let text = states.stateFile(
            for: Self.wanted([
                Self.server("s1", weight: 3), Self.server("s2", port: 81), Self.server("s3"),
            ]))
        #expect(text.split(separator: "\n").dropFirst(2) == ["b s1 10.0.0.1 80 3 0 0 3"])
    }
}
