import Addresses
import HAProxy
import Model
import Reconciliation
import TestThreads
import Testing

@testable import Proxies

@Suite("The document of the proxies", .ownThreads)
struct ProxyDocumentTests {
    @Test("places of an older document are ignored")
    func places() throws {
        let endpoint = try #require(Endpoint("10.0.0.1:80"))
        var document = ProxyDocument()
        #expect(document.accepted == nil && !document.needsHAProxy)
        document.accept(Spec(services: [Service(name: "web", key: .listen(.tcp, endpoint))]))
        #expect(document.places.unmade == [endpoint], "no service was seen yet")
        let revision = document.revision
        document.accept(document.spec)
        document.update(SharedPlaces(), of: revision)
        #expect(document.places.unmade == [endpoint])
        document.update(SharedPlaces(), of: document.revision)
        #expect(document.places.unmade.isEmpty)
    }

    @Test("unreachable processes are searched for once after HAProxy was needed")
    func sweep() {
        var document = ProxyDocument()
        document.accept(Spec())
        var isNeeded = document.needsSweep()
        #expect(isNeeded)
        isNeeded = document.needsSweep()
        #expect(!isNeeded)
        document.accept(Spec())
        isNeeded = document.needsSweep()
        #expect(!isNeeded)
        document.accept(Spec(proxies: [Proxy(name: "p", listen: [])]))
        document.accept(Spec())
        isNeeded = document.needsSweep()
        #expect(isNeeded)
    }
}
