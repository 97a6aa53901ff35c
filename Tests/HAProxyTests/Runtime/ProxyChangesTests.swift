import Addresses
import Model
import Planning
import Testing

@testable import HAProxy

@Suite("Changes of proxies")
struct ProxyChangesTests {
    static func server(
        _ name: String, weight: Int = 10, port: UInt16 = 80, state: BackendServer.State = .online,
        limit: Int? = nil, options: [String] = []
    ) -> BackendServer {
        BackendServer(
            backend: "b", name: name,
            endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: port),
            weight: weight, state: state, limit: limit, options: options)
    }

    /// The steps between two states: the reasons for a reload, or commands.
    struct Changes {
        let reloads: [String]
        let commands: [RuntimeCommand]
        var isEmpty: Bool { reloads.isEmpty && commands.isEmpty }

        init(
            from observed: ObservedProxies, to desired: DesiredProxies,
            loaded: [ProxyCertificate] = []
        ) {
            var observed = observed
            for certificate in loaded { observed.loaded[certificate.file] = certificate }
            let steps = plan(from: observed, to: desired)
            if case .reload(_, let reasons, _)? = steps.first {
                reloads = reasons.map(\.description)
            } else {
                reloads = []
            }
            commands = steps.commands(to: desired.frame)
        }
    }

    static func wanted(_ servers: [BackendServer], frame: String = "f") -> DesiredProxies {
        DesiredProxies(
            frame: ProxyFrame(of: frame, servers: servers), servers: servers)
    }

    /// The reply of a worker that has just loaded this.
    static func states(_ proxies: DesiredProxies) throws -> ServerStates {
        var states =
            "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
            + "srv_admin_state srv_iweight\n"
        for server in proxies.servers {
            let bits = [BackendServer.State.online: 0, .drain: 8, .offline: 1][server.state] ?? 0
            states +=
                "\(server.backend) \(server.name) \(server.endpoint.address) "
                + "\(server.endpoint.port) \(server.weight) 2 \(bits) \(server.weight)\n"
        }
        return try #require(ServerStates(states))
    }

    /// The state of a worker that has just loaded this.
    static func observed(_ proxies: DesiredProxies) throws -> ObservedProxies {
        var statistics = "# pxname,svname,type,scur,slim\n"
        for server in proxies.servers {
            let limit = server.limit.map { "\($0)" } ?? ""
            statistics += "\(server.backend),\(server.name),2,0,\(limit)\n"
        }
        return ObservedProxies(
            frame: proxies.frame, states: try Self.states(proxies),
            statistics: try #require(Statistics(statistics)))
    }

    static func changes(_ from: DesiredProxies, _ to: DesiredProxies) throws -> Changes {
        Changes(from: try observed(from), to: to)
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
                "set var \(ProxyFrame.variable) str(\(Self.wanted(new).frame.digest))",
            ])
    }

    @Test("a server with a number is added by a command too")
    func numberedAddition() throws {
        let old = [Self.server("s1", options: ["id", "1000001"])]
        let new = old + [Self.server("s2", options: ["id", "1000002"])]
        let changes = try Self.changes(Self.wanted(old), Self.wanted(new))
        #expect(changes.reloads == [])
        #expect(
            changes.commands.first?.description
                == "add server b/s2 10.0.0.1:80 weight 10 id 1000002")
    }

    @Test("a server that leaves changes its state first, one that returns changes it last")
    func order() throws {
        func commands(_ old: BackendServer, _ new: BackendServer) throws -> [String] {
            try Self.changes(Self.wanted([old]), Self.wanted([new])).commands.map(\.description)
        }
        let drained = Self.server("s1", weight: 0)
        let offline = Self.server("s1", weight: 10, state: .offline)
        #expect(
            try commands(drained, offline)
                == ["set server b/s1 state maint", "set server b/s1 weight 10"])
        #expect(
            try commands(offline, drained)
                == ["set server b/s1 weight 0", "set server b/s1 state ready"])
    }

    @Test("weight, limit and state of a server that follows its agent are the agent's, while asked")
    func agents() throws {
        func server(_ state: BackendServer.State) -> BackendServer {
            Self.server("s1", state: state, options: ["agent-check", "agent-port", "3333"])
        }
        /// What is to be done about a server in such a state, asked or not.
        func commands(_ wanted: BackendServer.State, bits: Int, agent: Int) throws -> [String] {
            let proxies = Self.wanted([server(wanted)])
            let states = """
                1
                # be_name srv_name srv_addr srv_port srv_uweight srv_op_state srv_admin_state \
                srv_agent_state
                b s1 10.0.0.1 80 3 2 \(bits) \(agent)

                """
            let statistics = "# pxname,svname,type,scur,slim\nb,s1,2,0,30\n"
            let observed = ObservedProxies(
                frame: proxies.frame, states: try #require(ServerStates(states)),
                statistics: try #require(Statistics(statistics)))
            let changes = Changes(from: observed, to: proxies)
            #expect(changes.reloads == [])
            return changes.commands.map(\.description)
        }
        // 22 and 18 are what HAProxy 2.6 says of an agent that is asked and of one that is not.
        #expect(try commands(.online, bits: 0, agent: 22) == [])
        #expect(try commands(.online, bits: 8, agent: 22) == [])
        #expect(
            try commands(.drain, bits: 0, agent: 22)
                == ["disable agent b/s1", "set server b/s1 state drain"])
        #expect(try commands(.drain, bits: 8, agent: 18) == [])
        #expect(
            try commands(.online, bits: 8, agent: 18)
                == ["set server b/s1 state ready", "enable agent b/s1"])
        // The weight that an agent's share is of is the file's.
        var heavier = server(.online)
        heavier.weight = 20
        let changes = try Self.changes(Self.wanted([server(.online)]), Self.wanted([heavier]))
        #expect(changes.reloads == ["more changed than a running process takes"])
    }

    @Test("what a running process can't take is a reload, and then nothing else")
    func reloads() throws {
        let one = Self.server("s1")
        let cases: [(DesiredProxies, DesiredProxies)] = [
            (Self.wanted([one]), Self.wanted([one], frame: "g")),
            (Self.wanted([one]), Self.wanted([Self.server("s1", options: ["check"])])),
            (Self.wanted([one, Self.server("s2")]), Self.wanted([one])),
            (Self.wanted([one]), Self.wanted([one, Self.server("s2", options: ["cookie", "x"])])),
            (
                Self.wanted([one]),
                Self.wanted([one, Self.server("s2", options: ["check", "ssl"])])
            ),
            (
                Self.wanted([one]),
                Self.wanted([Self.server("s1", options: ["check"]), Self.server("s2")])
            ),
            (
                Self.wanted([Self.server("s1", weight: 1, options: ["agent-check"])]),
                Self.wanted([Self.server("s1", weight: 2, options: ["agent-check"])])
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
        observed.frame = proxies.frame
        #expect(
            Changes(from: observed, to: proxies).commands.map(\.description) == [
                "set server b/x state maint", "del server b/x",
            ])
        observed.sessions = [BackendServerID("b", "x"): 3]
        #expect(
            Changes(from: observed, to: proxies).commands.map(\.description) == [
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
            Changes(from: observed, to: proxies).commands == [
                .setCertificate(file: "/c.pem", pem: "P"), .commitCertificate(file: "/c.pem"),
            ])
        observed.certificates = ["/c.pem": "B"]
        #expect(Changes(from: observed, to: proxies).isEmpty)
        // The same certificate with another chain: the worker does not say what chain it has.
        let loaded = [ProxyCertificate(file: "/c.pem", fingerprint: "B", pem: "Q")]
        #expect(
            Changes(from: observed, to: proxies, loaded: loaded).commands.count == 2)
        #expect(
            Changes(from: observed, to: proxies, loaded: proxies.certificates).isEmpty)
        // More than HAProxy takes at its socket.
        proxies.certificates[0].pem = String(repeating: "x", count: 15_001)
        #expect(Changes(from: observed, to: proxies).isEmpty)
        observed.certificates = ["/c.pem": "A"]
        let changes = Changes(from: observed, to: proxies)
        #expect(changes.reloads == ["/c.pem is too long for a command"])
        #expect(changes.commands.isEmpty)
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
                b s4 10.0.0.1 80 10 0 0 10
                b s5 10.0.0.1 80 10 2 4 10
                """))
        // Who is not checked any more would stay down.
        let text = states.stateFile(
            for: Self.wanted([
                Self.server("s1", weight: 3, options: ["check"]),
                Self.server("s2", port: 81, options: ["check"]),
                Self.server("s3", options: ["check"]), Self.server("s4"),
                Self.server("s5", options: ["check"]),
            ]))
        // Of the last one the bit remains that it was loaded as disabled, though it is online.
        #expect(
            text.split(separator: "\n").dropFirst(2) == [
                "b s1 10.0.0.1 80 3 0 0 3", "b s5 10.0.0.1 80 10 2 0 10",
            ])
    }
}
