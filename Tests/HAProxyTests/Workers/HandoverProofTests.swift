import Addresses
import Files
import Model
import TestThreads
import Testing

@testable import HAProxy

/// Edits that follow one another, against HAProxy itself.
@Suite("Which servers count as proven", .serialized, .ownThreads)
struct HandoverProofTests {
    private typealias Meaning = HandoverMeaningTests

    private static func isUp(_ port: UInt16, _ live: LiveHAProxy) throws -> Bool? {
        let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
        return servers.first { $0.endpoint?.port == port }?.isUp
    }

    @Test(
        "a server that was added and never checked replaces none, as little after a new name",
        arguments: [false, true])
    func added(_ isRenamed: Bool) async throws {
        try await LiveHAProxy.with { live, master in
            let (blue, green) = (try LiveHAProxy.freePort(), try LiveHAProxy.freePort())
            var spec = Meaning.site(live, blue)
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { live.request() == "blue" })
            func isKnown() throws -> Bool {
                let servers = ServerStates(try live.ask("show servers state"))?.servers ?? []
                return servers.contains { $0.endpoint?.port == blue && $0.wasChecked && $0.isUp }
            }
            #expect(try await eventually { try isKnown() })
            // Its first check does not come while the test runs.
            spec.proxies[1].check?.interval = .seconds(3_600)
            spec.proxies[1].servers.append(Meaning.server("g", green))
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { try Self.isUp(green, live) == false })
            if isRenamed {
                spec.proxies[1].name = "other"
                await master.want(Meaning.configuration(spec, live))
                #expect(
                    try await eventually {
                        readText(live.settings.file)?.contains("listen other") == true
                    })
                #expect(try await eventually { try Self.isUp(green, live) == false })
            }
            for _ in 0..<50 { #expect(live.request() == "blue") }
            spec.proxies[1].servers.removeFirst()
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { !master.held.isEmpty })
            for _ in 0..<50 { #expect(live.request() == "blue") }

            // All servers that are waited for are taken out: they carried nothing.
            spec.proxies[1].servers[0].state = .offline
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { master.held.first?.awaited.isEmpty == true })
            for _ in 0..<50 { #expect(live.request() == "blue") }
            let look = await WorkerObserver(live.settings).look()
            let report = ProxyReport(of: spec, look, complaint: nil, held: master.held)
            let servers = report.proxies()[1].servers
            #expect(servers.map(\.name) == ["g", "b"])
            #expect(servers.map(\.standsIn) == [nil, true])
            #expect(
                report.proxies()[1].outages(nil, held: master.held).map {
                    $0.hasSuffix("is online: 1 server that the document takes out stays in service")
                } == [true])
        }
    }

    @Test("a proxy that takes over the listener of another one has its servers until its own work")
    func listener() async throws {
        try await LiveHAProxy.with { live, master in
            let (blue, green) = (try LiveHAProxy.freePort(), try LiveHAProxy.freePort())
            var spec = Meaning.site(live, blue)
            var other = spec.proxies[1]
            other.name = "other"
            other.listen = [Endpoint(Meaning.loopback, port: try LiveHAProxy.freePort())]
            other.servers = [Meaning.server("g", green)]
            spec.proxies.append(other)
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { live.request() == "blue" })
            #expect(try await eventually { try Self.isUp(green, live) == false })
            (spec.proxies[1].listen, spec.proxies[2].listen) =
                (spec.proxies[2].listen, spec.proxies[1].listen)
            await master.want(Meaning.configuration(spec, live))
            #expect(try await eventually { !master.held.isEmpty })
            for _ in 0..<50 { #expect(live.request() == "blue") }
        }
    }

    @Test("a look while HAProxy loads a file waits until it answers")
    func loading() async throws {
        try await LiveHAProxy.with { live, master in
            await master.want(live.configuration("first"))
            let isServed = try await eventually { live.request() == "first" }
            #expect(isServed)
            let observer = WorkerObserver(live.settings)
            for round in 0..<6 {
                await master.want(live.configuration("x\(round)"))
                var missed = 0
                var isAnswered = false
                for _ in 0..<1_000 where !isAnswered {
                    isAnswered = live.request() == "x\(round)"
                    for _ in 0..<5 {
                        let (workers, look) = (await observer.workers(), await observer.look())
                        missed += workers.worker == nil || look == nil ? 1 : 0
                    }
                }
                #expect(isAnswered && missed == 0)
            }
        }
    }
}
