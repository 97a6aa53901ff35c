import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Configurations without the listeners that other programs prevent")
struct ListenerObstaclesTests {
    private static let before = KeptSectionsTests.configuration([
        KeptSectionsTests.proxy("a", 20_001), KeptSectionsTests.proxy("b", 20_002),
    ])
    private static let wanted = KeptSectionsTests.configuration([
        KeptSectionsTests.proxy("a", 20_001), KeptSectionsTests.proxy("b", 20_003),
    ])
    private static let taken = endpoint(20_003)

    private static func endpoint(_ port: UInt16) -> Endpoint {
        Endpoint(KeptSectionsTests.loopback, port: port)
    }

    private static func obstacle(_ endpoint: Endpoint, isServed: Bool = false)
        -> ListenCheck.Obstacle
    {
        ListenCheck.Obstacle(
            endpoint: endpoint,
            failure: HostFailure(operation: "listen on \(endpoint)", reason: "no"),
            isServed: isServed, isEnding: false)
    }

    private static func present(
        _ text: String, has: @escaping (IPAddress) -> Bool = { _ in true }
    ) -> ListenerObstacles.Present {
        ListenerObstacles.Present(file: { text }, isHere: has)
    }

    @Test("changed obstacles are one event, and the same ones again are none")
    func events() {
        var listeners = ListenerObstacles()
        let found = [Self.obstacle(Self.taken)]
        #expect(listeners.note(found) == .listens(except: found.map { Unheard($0) }))
        #expect(listeners.note(found) == nil)
        #expect(listeners.unheard.map(\.endpoint) == [Self.taken])
        #expect(listeners.note([]) == .listens(except: []))
        #expect(listeners.note([]) == nil)
    }

    @Test("a blocked listener is left out, and its proxy keeps its former one while it serves")
    func blocked() throws {
        var listeners = ListenerObstacles()
        _ = listeners.note([Self.obstacle(Self.taken)])
        let present = Self.present(Self.before.text)
        let rest = try listeners.feasible(Self.wanted, beside: present)
        #expect(rest.text.contains("bind 127.0.0.1:20002\n") && !rest.text.contains("20003"))
        #expect(listeners.served(Self.wanted) == rest)
        #expect(listeners.served(Self.before) == Self.before)
        #expect(try listeners.feasible(Self.wanted, beside: present) == rest)
        // Nothing serves, so no former listener stays.
        let alone = try listeners.feasible(Self.wanted, beside: nil)
        #expect(alone.endpoints == [Self.endpoint(20_001)])
        #expect(!alone.text.contains("20002") && !alone.text.contains("20003"))
    }

    @Test("a port that is shared blocks nothing; one without obstacles is unchanged")
    func shared() throws {
        var listeners = ListenerObstacles()
        _ = listeners.note([Self.obstacle(Self.taken, isServed: true)])
        let present = Self.present(Self.before.text)
        #expect(try listeners.feasible(Self.wanted, beside: present) == Self.wanted)
        _ = listeners.note([])
        #expect(try listeners.feasible(Self.wanted, beside: present) == Self.wanted)
    }

    @Test("where no listener is left, the first obstacle is the failure")
    func nothingLeft() {
        var listeners = ListenerObstacles()
        let found = [20_001, 20_003].map { Self.obstacle(Self.endpoint($0)) }
        _ = listeners.note(found)
        #expect(throws: found[0].failure) {
            try listeners.feasible(Self.wanted, beside: nil)
        }
    }

    @Test("a listener on a virtual address that is not here yet keeps its former place too")
    func absent() throws {
        var spec = Spec(proxies: [KeptSectionsTests.proxy("a", 20_001)])
        let settings = HAProxySettings(
            directory: "/run/b/haproxy", certificateDirectory: "/c",
            worker: WorkerSettings(folder: "/run/b/haproxy"))
        let before = WorkerConfiguration(for: spec, settings: settings)
        let moved = try #require(Endpoint("127.0.0.9:20001"))
        spec.proxies[0].listen = [moved]
        var wanted = WorkerConfiguration(for: spec, settings: settings)
        wanted.virtual = [moved.address]
        var listeners = ListenerObstacles()
        let there = Self.present(before.text) { $0 != moved.address }
        let rest = try listeners.feasible(wanted, beside: there)
        #expect(rest.text.contains("bind 127.0.0.1:20001"))
        #expect(rest.text.contains("bind 127.0.0.9:20001"))
        let arrived = Self.present(rest.text)
        #expect(try listeners.feasible(wanted, beside: arrived) == wanted)
    }
}
