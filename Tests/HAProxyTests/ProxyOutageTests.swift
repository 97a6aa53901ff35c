import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Outages of proxies")
struct ProxyOutageTests {
    private static func server(
        _ name: String, route: Int? = nil, isUp: Bool?, state: ServerState = .online
    ) -> ProxyServerStatus {
        ProxyServerStatus(
            name: name, route: route, state: state,
            want: .init(endpoint: nil, weight: state == .drain ? 0 : 1, isOnline: true), isUp: isUp)
    }

    private static func outages(
        _ servers: [ProxyServerStatus], _ fallback: ProxyFallback? = nil,
        held: [HeldServers] = []
    ) -> [String] {
        ProxyStatus(name: "shop", listen: [], mode: .http, servers: servers)
            .outages(fallback, held: held)
    }

    @Test("a proxy none of whose servers works is an outage, in the words of layer 4")
    func proxy() {
        let down = [Self.server("a", isUp: false), Self.server("b", isUp: false)]
        #expect(
            Self.outages(down) == ["no server of shop works, and nothing stands in for them"])
        #expect(
            Self.outages(down, .holdingPage)
                == ["no server of shop works: the holding page stands in"])
        let held = HeldServers(backend: "shop", staying: ["old"], awaited: ["a", "b"])
        #expect(
            Self.outages(down, held: [held]) == [
                "no server of shop works: 1 server that the document takes out stays in service"
            ])
    }

    @Test("so is each route for itself, and what the operator takes out is none")
    func routes() {
        let servers = [
            Self.server("a", isUp: true), Self.server("img", route: 2, isUp: false),
            Self.server("old", route: 2, isUp: false, state: .offline),
            Self.server("free", route: 3, isUp: nil),
            Self.server("gone", route: 4, isUp: false, state: .drain),
        ]
        #expect(
            Self.outages(servers)
                == ["no server of route 2 of shop works, and nothing stands in for them"])
    }

    @Test("the weight of a server that follows its agent is not compared, its place is")
    func feedback() throws {
        let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
        var proxy = Proxy(
            name: "shop", servers: [ProxyServer(name: "a", address: loopback, port: 81, weight: 10)]
        )
        func server(port: Int = 81) throws -> ProxyServerStatus {
            let states =
                "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
                + "srv_admin_state srv_iweight\nshop a 127.0.0.1 \(port) 205 2 0 256\n"
            let look = WorkerLook(
                states: try #require(ServerStates(states)),
                statistics: try #require(Statistics("# pxname,svname,type,scur,slim\n")))
            let report = ProxyReport(of: Spec(proxies: [proxy]), look, complaint: nil)
            return try #require(report.proxies().first?.servers.first)
        }
        #expect(try !server().isAsWanted)
        #expect(try server().agentShare == nil)
        #expect(try server().reason == "not applied yet")
        proxy.feedback = Feedback(.agent)
        #expect(try server().isAsWanted && server().reason == nil)
        #expect(try server().got?.weight == 8, "in the measure of the document")
        #expect(try server().agentShare == 81)
        #expect(try !server(port: 82).isAsWanted)
    }

    @Test("an agent that never answered has no share, and explain names its silence")
    func silentAgent() throws {
        let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
        let document = ProxyServer(name: "a", address: loopback, port: 81, weight: 10)
        var proxy = Proxy(name: "shop", servers: [document])
        proxy.feedback = Feedback(.agent)
        func explained(_ weight: Int, _ agent: String) throws -> (share: Int?, words: String?) {
            let states =
                "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
                + "srv_admin_state srv_iweight\nshop a 127.0.0.1 81 \(weight) 2 0 256\n"
            let rows = "# pxname,svname,type,agent_status\nshop,a,2,\(agent)\n"
            let look = WorkerLook(
                states: try #require(ServerStates(states)),
                statistics: try #require(Statistics(rows)))
            let report = ProxyReport(of: Spec(proxies: [proxy]), look, complaint: nil)
            let status = try #require(report.proxies().first?.servers.first)
            let explanation = ProxyServerExplanation(
                proxy: "shop", status: status, server: document, check: nil)
            return (status.agentShare, explanation.terms.first { $0.term == .feedback }?.reason)
        }
        for agent in ["", "INI", "* L4CON", "L4TOUT", "L7TOUT"] {
            let found = try explained(256, agent)
            #expect(found.share == nil && found.words == "no answer from its agent", "\(agent)")
        }
        for (weight, agent, share) in [(256, "L7OK", 100), (128, "L7OK", 50), (128, "L4CON", 50)] {
            let found = try explained(weight, agent)
            #expect(found.share == share && found.words == "as its agent reports: \(share) %")
        }
    }

    @Test("a server that its agent took out is down, with the agent's words")
    func takenOutByAgent() throws {
        let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
        var proxy = Proxy(
            name: "shop", servers: [ProxyServer(name: "a", address: loopback, port: 81)])
        proxy.feedback = Feedback(.agent)
        func server(_ status: String, admin: Int, _ agent: String) throws -> ProxyServerStatus {
            let states =
                "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
                + "srv_admin_state srv_iweight\nshop a 127.0.0.1 81 256 0 \(admin) 256\n"
            let rows =
                "# pxname,svname,type,status,check_status,agent_status,last_agt\n"
                + "shop,a,2,\(status),\(agent)\n"
            let look = WorkerLook(
                states: try #require(ServerStates(states)),
                statistics: try #require(Statistics(rows)))
            let report = ProxyReport(of: Spec(proxies: [proxy]), look, complaint: nil)
            return try #require(report.proxies().first?.servers.first)
        }
        // As HAProxy 2.6 prints them.
        let down = try server("DOWN (agent)", admin: 0, "L4OK,L7STS,via agent : down (disk full)")
        #expect(down.isUp == false)
        #expect(down.reason == "down: its agent reports down (disk full) (L7STS)")
        for agent in [",CHECKED,", ",L4CON,Connection refused"] {
            let silent = try server("MAINT", admin: 1, agent)
            #expect(silent.isUp == false && silent.isDown)
            #expect(
                silent.reason
                    == "down: its agent took it out, and has not reported `ready` (MAINT)")
        }
        proxy.servers[0].state = .offline
        #expect(try server("MAINT", admin: 1, ",CHECKED,").isUp == nil)
        proxy.servers[0].state = .online
        #expect(try server("UP", admin: 0, "L4OK,L7OK,via agent : up").isUp == true)
    }

    @Test("a proxy whose servers work, and have weight 0, is an outage")
    func weightless() {
        func server(_ name: String, weight: Int, isOnline: Bool = true) -> ProxyServerStatus {
            var server = Self.server(name, isUp: true)
            server.got = .init(endpoint: nil, weight: weight, isOnline: isOnline)
            return server
        }
        let none = [
            server("a", weight: 0), server("b", weight: 1, isOnline: false),
            Self.server("c", isUp: false),
        ]
        #expect(
            Self.outages(none) == [
                "no server of shop gets new clients (weight 0, or taken out by its agent), and "
                    + "nothing stands in for them"
            ])
        #expect(Self.outages(none + [server("d", weight: 1)]) == [])
        #expect(Self.outages(none + [Self.server("d", isUp: true)]) == [])
        var off = Self.server("off", isUp: nil)
        off.want.isOnline = false
        off.got = off.want
        #expect(Self.outages([off]) == [], "the operator took it out by `check: off`")
    }
}
