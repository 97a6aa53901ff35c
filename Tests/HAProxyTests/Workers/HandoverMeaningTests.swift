import Addresses
import Files
import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

/// Edits that take the servers away which clients have, against HAProxy itself.
@Suite("What clients get in a handover", .serialized, .ownThreads)
struct HandoverMeaningTests {
    /// An edit of the proxy `site`, whose server `b` works; the port has no server.
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (inout Proxy, UInt16) -> Void
    }

    private static let edits = [
        Edit(testDescription: "another name of the proxy") { proxy, port in
            proxy.name = "other"
            proxy.servers = [server("g", port)]
        },
        Edit(testDescription: "a route before the proxy's servers") { proxy, port in
            proxy.routes = [
                Route(.init(prefix: ["/"]), to: .servers([server("g", port)]), name: "new")
            ]
        },
        Edit(testDescription: "weight 0") { proxy, port in
            proxy.servers[0].weight = 0
            proxy.servers.append(server("g", port))
        },
        Edit(testDescription: "offline") { proxy, port in
            proxy.servers[0].state = .offline
            proxy.servers.append(server("g", port))
        },
        Edit(testDescription: "another check") { proxy, port in
            proxy.check?.type = .negotiate
            proxy.check?.service = .http
            proxy.check?.request = "/nothing"
            proxy.check?.status = [StatusRange(418...418)]
            proxy.servers = [server("g", port)]
        },
    ]

    static func server(_ name: String, _ port: UInt16) -> ProxyServer {
        ProxyServer(name: name, address: loopback, port: port)
    }

    static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))

    /// A proxy that answers `blue` itself, and `site`, whose server it is.
    static func site(_ live: LiveHAProxy, _ blue: UInt16) -> Spec {
        var check = Check(.connect)
        check.interval = .milliseconds(100)
        let page = Proxy(
            name: "blue", listen: [Endpoint(loopback, port: blue)],
            routes: [Route(.init(prefix: ["/"]), to: .answer(.init(body: "blue")))])
        let site = Proxy(
            name: "site", listen: [Endpoint(loopback, port: live.port)],
            servers: [server("b", blue)], check: check)
        return Spec(proxies: [page, site])
    }

    static func configuration(_ spec: Spec, _ live: LiveHAProxy) -> WorkerConfiguration {
        WorkerConfiguration(
            for: spec,
            settings: HAProxySettings(
                directory: live.settings.folder, certificateDirectory: live.settings.folder,
                worker: live.settings))
    }

    @Test("the servers before go on until a new one has proven itself", arguments: edits)
    func edited(_ edit: Edit) async throws {
        try await LiveHAProxy.with { live, master in
            let (blue, green) = (try LiveHAProxy.freePort(), try LiveHAProxy.freePort())
            var spec = Self.site(live, blue)
            await master.want(Self.configuration(spec, live))
            #expect(try await eventually { live.request() == "blue" })
            edit.make(&spec.proxies[1], green)
            await master.want(Self.configuration(spec, live))
            #expect(try await eventually { !master.held.isEmpty })
            func isDown() throws -> Bool {
                let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
                return servers.contains { $0.endpoint?.port == green && !$0.isUp }
            }
            #expect(try await eventually { try isDown() })
            for _ in 0..<50 { #expect(live.request() == "blue") }

            // It ends with HAProxy as little.
            let killed = try #require(await master.status().processes).master
            kill(killed, SIGKILL)
            #expect(
                try await eventually {
                    let now = await master.status().processes?.master
                    return now != nil && now != killed && live.request() == "blue"
                })
            for _ in 0..<50 { #expect(live.request() == "blue") }
            #expect(!master.held.isEmpty)
            // `atOnce` overrules it.
            spec.proxies[1].handover = .atOnce
            await master.want(Self.configuration(spec, live))
            #expect(try await eventually { master.held.isEmpty })
            #expect(try await eventually { live.request() == nil })
        }
    }

    @Test("a server that stays and fails for a while serves again; its successor waits for proof")
    func sick() async throws {
        try await LiveHAProxy.with { live, master in
            let (blue, green) = (try LiveHAProxy.freePort(), try LiveHAProxy.freePort())
            var spec = Self.site(live, blue)
            await master.want(Self.configuration(spec, live))
            #expect(try await eventually { live.request() == "blue" })
            spec.proxies[1].servers = [Self.server("g", green)]
            await master.want(Self.configuration(spec, live))
            #expect(try await eventually { !master.held.isEmpty })
            func isUp(_ port: UInt16) throws -> Bool {
                let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
                return servers.contains { $0.endpoint?.port == port && $0.isUp }
            }
            _ = try live.ask("set server site/b health down")
            _ = try live.ask("disable health site/b")
            #expect(try await eventually { try !isUp(blue) })
            #expect(try await eventually { live.request() == nil })
            // Nor does an edit in the middle take it out.
            spec.proxies[1].traffic.retries = 2
            await master.want(Self.configuration(spec, live))
            #expect(
                try await eventually {
                    readText(live.settings.file)?.contains("retries 2") == true
                })
            // The reload has ended when the master's actor answers.
            _ = await master.status()
            #expect(!master.held.isEmpty)
            _ = try live.ask("enable health site/b")
            #expect(try await eventually { live.request() == "blue" })
            // One that listens passes its checks, and gets no connection before it is proven.
            let descriptor = try loopbackSocket(port: green, backlog: 1_000).descriptor
            defer { close(descriptor) }
            #expect(try await eventually { try isUp(green) })
            #expect(live.request() == "blue")
            #expect(try await eventually { master.held.isEmpty })
        }
    }
}
