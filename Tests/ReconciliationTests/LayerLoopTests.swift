import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

/// The loop beside an HAProxy that takes the place of a service, or gives its own to one.
@Suite("Layers")
struct LayerLoopTests {
    private static let place = Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: 80)

    private static var checked: Spec {
        var spec = spec(servers: 1)
        spec.services[0].check = Check(.connect)
        return spec
    }

    @Test("a service in the place of a proxy waits, also after a restart, and is no drift after it")
    func service() async throws {
        let world = World()
        world.save(Self.checked)
        world.verdicts.withLock { $0 = [key(): [endpoint(1): Verdict(.down)]] }
        for _ in 0..<2 {
            let loop = await world.start(served: [], listening: [Self.place])
            for _ in 0..<2 { await loop.pass(.periodic) }
            #expect(world.state.services.isEmpty)
            #expect(await loop.sharedPlaces.unmade == [Self.place])
            let status = await loop.status()
            #expect(
                status.health.reasons == [
                    "no server of web80 works: the proxy at 10.0.0.1:80 stays in service"
                ])
            #expect(status.handovers.count == 1)
            #expect(status.services.first?.servedBy == "the proxy at 10.0.0.1:80")
            let explanation = await loop.explanation(of: "web80")
            #expect(explanation?.status == status.services.first)
            let reason = explanation?.servers.first?.status.reason
            #expect(reason?.hasSuffix("the proxy at 10.0.0.1:80 stays in service") == true)
        }
        world.verdicts.withLock { $0 = [key(): [endpoint(1): Verdict(.up)]] }
        let loop = await world.start(served: [], listening: [Self.place])
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations.count == 1)
        #expect(await loop.sharedPlaces.unmade.isEmpty)
        #expect(await loop.status().services.first?.servedBy == nil)
        await loop.learn(.listening([]))
        await loop.pass(.periodic)
        #expect(!world.kinds.contains(.drift))
    }

    @Test("a service waits for the proof of this document's proxy, and not of another's")
    func proxy() async throws {
        let world = World()
        world.save(Self.checked)
        world.verdicts.withLock { $0 = [key(): [endpoint(1): Verdict(.up)]] }
        let loop = await world.start(served: [])
        await loop.pass(.document)
        func proxied(_ name: String) -> Spec {
            Spec(proxies: [Proxy(name: name, listen: [Self.place])])
        }
        world.save(proxied("one"))
        await loop.learn(.listening([Self.place]))
        for _ in 0..<2 { await loop.pass(.document) }
        #expect(await loop.sharedPlaces.covering == [key()])
        world.save(proxied("other"))
        await loop.pass(.document)
        await loop.learn(.proven([Self.place], of: proxied("one")))
        await loop.pass(.periodic)
        #expect(world.state.services[key()] != nil)
        await loop.learn(.proven([Self.place], of: proxied("other")))
        await loop.pass(.periodic)
        #expect(world.state.services.isEmpty)
        #expect(await loop.sharedPlaces.covering.isEmpty)
        #expect(!world.kinds.contains(.drift))
    }
}
