import Addresses
import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

@Suite("Servers that stay until others are proven", .serialized, .ownThreads)
struct ProxyHandoverTests {
    private static func server(
        _ name: String, _ port: UInt16, state: BackendServer.State = .online,
        options: [String] = ["check", "inter", "100ms", "rise", "1", "fall", "1"]
    ) -> BackendServer {
        BackendServer(
            backend: "b", name: name,
            endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: port), weight: 10,
            state: state, options: options)
    }

    /// A file with these servers, as a configuration.
    private static func configuration(
        _ servers: [BackendServer], atOnce: Set<String> = []
    ) -> WorkerConfiguration {
        let proxies = ProxyChangesTests.wanted(servers)
        let rows = servers.map { server in
            "    server \(server.name) \(server.endpoint) weight \(server.weight) "
                + server.options.joined(separator: " ") + "\n"
        }
        return WorkerConfiguration(
            text: "global\n    \(proxies.frame.line)\n\nlisten b\n    mode http\n"
                + rows.joined() + "    option x\n\nbackend c\n    server s1 10.0.0.9:1\n",
            proxies: proxies, atOnce: atOnce)
    }

    /// The states of these servers in a worker.
    private static func states(
        _ servers: [BackendServer], down: Set<String>, new: Set<String> = []
    ) -> String {
        var text =
            "1\n# be_name srv_name srv_addr srv_port srv_uweight srv_op_state "
            + "srv_admin_state srv_iweight srv_check_status\n"
        for server in servers {
            text +=
                "b \(server.name) \(server.endpoint.address) \(server.endpoint.port) "
                + "\(server.weight) \(down.contains(server.name) ? 0 : 2) 0 \(server.weight) "
                + "\(new.contains(server.name) ? 1 : 5)\n"
        }
        return text
    }

    private static func handover(
        _ before: [BackendServer], _ after: [BackendServer], down: Set<String> = [],
        new: Set<String> = [], atOnce: Set<String> = [], proofs: ServerProofs = ServerProofs()
    ) throws -> ProxyHandover {
        var wanted = configuration(after, atOnce: atOnce)
        wanted.proofs = proofs
        return ProxyHandover(
            from: try #require(ServerStates(states(before, down: down, new: new))),
            file: configuration(before).text,
            to: wanted)
    }

    @Test("the last ones that work stay as they stand in the file, and the new ones begin as down")
    func stay() throws {
        let old = Self.server("s1", 81, options: ["cookie", "s1", "check", "sni", #"str("a b")"#])
        let result = try Self.handover([old], [Self.server("s2", 82), Self.server("s3", 83)])
        #expect(result.held.map(\.backend) == ["b"])
        #expect(result.held[0].awaited == ["s2", "s3"] && result.unproven == ["b/s2", "b/s3"])
        #expect(
            result.held[0].sentence
                == "b: s1 at 127.0.0.1:81 stays in service until one of s2 and s3 has passed "
                + "its checks")
        let line = #"    server s1 127.0.0.1:81 weight 10 cookie s1 check sni str("a b") # held"#
        #expect(result.configuration.text.contains("fall 1\n\(line)\n    option x"))
        #expect(result.configuration.text.contains("    server s2 127.0.0.1:82 weight 0 check"))
        #expect(result.configuration.text.contains(result.configuration.proxies.frame.line))
        let expected = ProxyFrame(
            of: "f", servers: [old, Self.server("s2", 82), Self.server("s3", 83)])
        #expect(result.configuration.proxies.frame == expected)
    }

    @Test("one whose name goes on elsewhere has another name meanwhile")
    func renamed() throws {
        let (old, new) = (Self.server("s1", 81), Self.server("s1", 82))
        let result = try Self.handover([old], [new])
        #expect(result.configuration.proxies.servers.map(\.name) == ["s1", "s1::former"])
        // And keeps it: the file has it, and the new one is down.
        var former = old
        former.name = "s1::former"
        let again = try Self.handover([new, former], [new], down: ["s1"])
        #expect(again.configuration.proxies.servers.map(\.name) == ["s1", "s1::former"])
        #expect(try Self.handover([new, former], [new]).held.isEmpty)
    }

    @Test("nothing is held where one is proven, unchecked or wanted by nobody, or at once")
    func nothing() throws {
        let (old, new) = (Self.server("s1", 81), Self.server("s2", 82))
        #expect(try Self.handover([old], [old, new]).held.isEmpty)
        #expect(try Self.handover([old], [Self.server("s2", 82, options: [])]).held.isEmpty)
        #expect(try Self.handover([old], [Self.server("s2", 82, state: .offline)]).held.isEmpty)
        #expect(try Self.handover([old], []).held.isEmpty)
        #expect(try Self.handover([old], [new], atOnce: ["b"]).held.isEmpty)
        #expect(try Self.handover([old], [new], down: ["s1"]).held.isEmpty)
        // A server that the operator takes offline does not stay, unless another one comes.
        let offline = Self.server("s1", 81, state: .offline)
        #expect(try Self.handover([old, new], [offline, new], down: ["s2"]).held.isEmpty)
    }

    @Test("those that Ballast checks are waited for in maintenance, also while they fail")
    func checkedByBallast() throws {
        let (old, new) = (Self.server("s1", 81, options: []), Self.server("s2", 82, options: []))
        let unknown = ServerProofs(unproven: ["b/s2"])
        let first = try Self.handover([old], [new], proofs: unknown)
        #expect(first.held.map(\.awaited) == [["s2"]] && first.unproven.isEmpty)
        let servers = first.configuration.proxies.servers
        #expect(servers.map(\.name) == ["s2", "s1"])
        #expect(servers.map(\.state) == [.offline, .online])
        #expect(first.configuration.text.contains("server s2 127.0.0.1:82 weight 10 disabled"))
        // Its check fails: it is in maintenance anyway, and awaited all the same.
        let down = Self.server("s2", 82, state: .offline, options: [])
        let failed = ServerProofs(unproven: ["b/s2"], down: ["b/s2"])
        #expect(try Self.handover([old], [down], proofs: failed).held.map(\.awaited) == [["s2"]])
        let passed = ServerProofs(proven: ["b/s2"])
        #expect(try Self.handover([old], [new], proofs: passed).held.isEmpty)
        // A restarted controller has no record of the serving servers.
        let again = try Self.handover([old, new], [new], proofs: unknown)
        #expect(again.configuration.proxies.servers.map(\.state) == [.online, .online])
    }

    @Test("an HAProxy that is started anew has those that stay of its last file")
    func restarting() throws {
        let (old, new) = (Self.server("s1", 81), Self.server("s2", 82))
        let before = Self.configuration([old, new])
        let anew = ProxyHandover(restarting: before.text, to: Self.configuration([new]))
        #expect(anew.held.map(\.awaited) == [["s2"]] && anew.unproven == ["b/s2"])
        #expect(anew.configuration.proxies.servers.map(\.name) == ["s2", "s1"])
        for file in [Self.configuration([new]).text, nil] {
            #expect(ProxyHandover(restarting: file, to: Self.configuration([new])).held.isEmpty)
        }
    }

    @Test("new servers begin as down where another one is known to work, and only there")
    func beginnings() throws {
        let (old, new) = (Self.server("s1", 81), Self.server("s2", 82))
        #expect(try Self.handover([old], [old, new]).unproven == ["b/s2"])
        #expect(try Self.handover([old], [old, new], down: ["s1"]).unproven.isEmpty)
        #expect(try Self.handover([old], [old, new], new: ["s1"]).unproven.isEmpty)
        #expect(try Self.handover([old], [old, new], atOnce: ["b"]).unproven.isEmpty)
        // The same server under another name is known.
        let same = Self.server("s3", 81)
        let renamed = try Self.handover([old], [same, new])
        #expect(renamed.held.isEmpty && renamed.unproven == ["b/s2"])
        #expect(renamed.origins.mapValues(\.name) == ["b/s3": "s1"])
        let states = try #require(ServerStates(Self.states([old], down: [])))
        let lines = states.stateFile(
            for: renamed.configuration.proxies, unproven: renamed.unproven,
            origins: renamed.origins
        ).split(separator: "\n").dropFirst(2)
        #expect(lines.contains("b s3 127.0.0.1 81 10 2 0 10 5"))
    }

    @Test("a plan names the backend that is left without a server that is known to work")
    func outages() throws {
        func outages(
            _ after: [BackendServer], down: Set<String> = [], new: Set<String> = []
        ) throws -> [String] {
            let before = [Self.server("s1", 81)] + new.map { Self.server($0, 82) }
            let handover = try Self.handover(before, after, down: down, atOnce: ["b"])
            let text = Self.states(before, down: down, new: new)
            return handover.outages(from: try #require(ServerStates(text)))
        }
        let new = Self.server("s2", 82)
        #expect(
            try outages([new]) == [
                "b is left without a server that has passed its check: clients are sent to servers "
                    + "that may not work"
            ])
        #expect(try outages([new], new: ["s2"]) == outages([new]), "it was not checked yet")
        let offline = Self.server("s1", 81, state: .offline)
        #expect(
            try outages([offline])
                == ["b is left without a server that works: its clients are refused"])
        #expect(try outages([Self.server("s1", 81), new]).isEmpty)
        #expect(try outages([Self.server("s2", 82, options: [])]).isEmpty)
        #expect(try outages([new], down: ["s1"]).isEmpty, "it had none before")
    }

    @Test(
        "HAProxy refuses nobody for an edit that replaces all, over a restart of the controller",
        arguments: ["s2", "s1"])
    func live(_ name: String) async throws {
        try await LiveHAProxy.with { live, master in
            let (blue, green) = (try LiveHAProxy.freePort(), try LiveHAProxy.freePort())
            let further = """
                frontend blue
                    bind 127.0.0.1:\(blue)
                    http-request return status 200 content-type text/plain string blue
                """
            let before = live.configuration(
                "x", only: [Self.server("s1", blue)], further: further)
            let after = live.configuration(
                "x", only: [Self.server(name, green)], further: further)
            await master.want(before)
            #expect(try await eventually { live.request("/server") == "blue" })
            await master.want(after)
            #expect(try await eventually { !master.held.isEmpty })
            func isAwaited() throws -> Bool {
                let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
                return servers.contains { $0.endpoint?.port == green && !$0.isUp }
                    && servers.contains { $0.endpoint?.port == blue && $0.isUp }
            }
            #expect(try await eventually { try isAwaited() })
            for _ in 0..<50 { #expect(live.request("/server") == "blue") }

            let other = live.master()
            let running = Task { await other.run() }
            defer { running.cancel() }
            await other.want(after)
            #expect(try await eventually { !other.held.isEmpty })
            for _ in 0..<50 { #expect(live.request("/server") == "blue") }

            // It is put right: a server that is proven ends the wait.
            let descriptor = try loopbackSocket(port: green, backlog: 1_000).descriptor
            defer { close(descriptor) }
            #expect(
                try await eventually {
                    let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
                    return servers.map(\.name) == [name] && servers[0].endpoint?.port == green
                        && servers[0].isUp
                })
            #expect(try await eventually { other.held.isEmpty })
        }
    }
}
