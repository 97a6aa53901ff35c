import Addresses
import HAProxy
import Model
import TestThreads
import Testing

@testable import Proxies

@Suite("The configuration that is wanted of HAProxy", .ownThreads)
struct WantedProxiesTests {
    private static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
    private static let settings = HAProxySettings(
        directory: "/run/b/haproxy", certificateDirectory: "/c",
        worker: WorkerSettings(folder: "/run/b/haproxy"))

    private static func spec(weight: Int, port: UInt16 = 20_001) -> Spec {
        Spec(proxies: [
            Proxy(
                name: "a", listen: [Endpoint(loopback, port: port)],
                servers: [ProxyServer(name: "s", address: loopback, port: 9, weight: weight)])
        ])
    }

    private static func configuration(_ spec: Spec) -> WorkerConfiguration {
        WorkerConfiguration(for: spec, settings: settings)
    }

    @Test("values of a new document are patched, and it is not rendered again")
    func values() {
        var wanted = WantedProxies()
        let (light, heavy) = (Self.spec(weight: 1), Self.spec(weight: 5))
        #expect(wanted.patch(for: heavy, revision: 2) == nil)
        let inputs = WantedProxies.Ingredients(
            revision: 1, settings: Self.settings, certificates: [])
        var isRendered = wanted.replace(inputs)
        #expect(isRendered)
        let isNew = wanted.want(Self.configuration(light), revision: 1)
        #expect(isNew)
        var isWanted = wanted.settled(Self.configuration(light))
        #expect(isWanted && wanted.isInForce)
        #expect(wanted.patch(for: light, revision: 2) == nil, "nothing differs")
        let other = Self.spec(weight: 1, port: 20_002)
        #expect(wanted.patch(for: other, revision: 2) == nil, "more differs")
        let values = wanted.patch(for: heavy, revision: 2)
        #expect(values?.former == Self.configuration(light))
        #expect(values?.patched == Self.configuration(heavy))
        #expect(!wanted.isInForce)
        isRendered = wanted.replace(
            .init(revision: 2, settings: Self.settings, certificates: []))
        #expect(!isRendered && wanted.revision == 2)
        isRendered = wanted.replace(
            .init(revision: 3, settings: Self.settings, certificates: []))
        #expect(isRendered, "another document, which was not patched")
        let again = wanted.patch(for: light, revision: 4)
        #expect(again?.former == Self.configuration(heavy), "patched though it is not in force")
        var settings = Self.settings
        settings.stamp = "other"
        isRendered = wanted.replace(.init(revision: 4, settings: settings, certificates: []))
        #expect(isRendered, "its files changed as well")
        isWanted = wanted.settled(Self.configuration(heavy))
        #expect(!isWanted)
    }

    @Test("a complaint is reported once, and ends when the wanted configuration is in force")
    func complaints() {
        var wanted = WantedProxies()
        let (one, two) = (
            Self.configuration(Self.spec(weight: 1)), Self.configuration(Self.spec(weight: 2))
        )
        _ = wanted.want(two, revision: 1)
        var isNew = wanted.complain("no")
        #expect(isNew && wanted.complaint == "no")
        isNew = wanted.complain("no")
        #expect(!isNew)
        _ = wanted.settled(one)
        #expect(wanted.complaint == "no")
        _ = wanted.settled(two)
        #expect(wanted.complaint == nil)
        isNew = wanted.complain("no")
        #expect(isNew)
        wanted.retire()
        #expect(wanted.complaint == nil)
    }

    @Test("the same inputs are rendered once, and again after a request")
    func inputs() {
        var wanted = WantedProxies()
        let inputs = WantedProxies.Ingredients(
            revision: 1, settings: Self.settings, certificates: [])
        var isNew = wanted.replace(inputs)
        #expect(isNew)
        isNew = wanted.replace(inputs)
        #expect(!isNew)
        wanted.forget()
        #expect(wanted.wanted == nil)
        isNew = wanted.replace(inputs)
        #expect(isNew)
    }

    @Test("results of checks are patched into the configuration of the document in force only")
    func results() throws {
        let spec = Self.spec(weight: 1)
        var wanted = WantedProxies()
        _ = wanted.replace(.init(revision: 1, settings: Self.settings, certificates: []))
        _ = wanted.want(Self.configuration(spec), revision: 1)
        guard case .render = wanted.patch(by: ProxyCheckResults(), at: [:], revision: 2) else {
            Issue.record("the configuration is of an older document")
            return
        }
        guard case .want(let patched) = wanted.patch(by: ProxyCheckResults(), at: [:], revision: 1)
        else {
            Issue.record("the results can be patched")
            return
        }
        #expect(patched == Self.configuration(spec))
    }
}
