import Addresses
import Model
import Planning
import Testing

/// Canaries with a small reference, or without any, and the servers that an edit keeps.
@Suite("References of canaries")
struct CanaryReferenceTests {
    private typealias Requests = (requests: Int, errors: Int)

    private static func servers(_ names: [String]) -> [ProxyServer] {
        names.map { ProxyServer(name: $0, address: "10.1.0.1", port: UInt16($0.utf8.last ?? 0)) }
    }

    /// A proxy with these servers, and routes of these prefixes with theirs.
    private static func proxy(
        _ names: [String], _ routes: [(prefix: [String], names: [String])] = []
    ) -> Proxy {
        var proxy = Proxy(name: "web", listen: ["10.0.0.1:80"], servers: servers(names))
        proxy.routes = routes.map { route in
            Route(Route.Match(prefix: route.prefix), to: .servers(servers(route.names)))
        }
        return proxy
    }

    private static func jury(_ former: Proxy, _ new: Proxy) -> CanaryJury {
        Canary("web").jury(from: Spec(proxies: [former]), to: Spec(proxies: [new]))
    }

    private static func reading(
        _ servers: [String: Requests], down: Set<String> = [], list: Int = 0
    ) -> CanaryReading {
        var reading = CanaryReading(worker: 1)
        for (name, counts) in servers {
            reading.servers[CanaryServer(name, list: list)] = .init(
                down.contains(name) ? .down("L6TOUT") : .up,
                CanaryCounts(
                    requests: UInt64(counts.requests), errors: UInt64(counts.errors)))
        }
        return reading
    }

    private static func judge(
        _ trial: inout CanaryTrial, _ reading: CanaryReading, _ jury: CanaryJury,
        isStepOver: Bool = true
    ) -> CanaryTrial.Decision {
        trial.judge(reading, by: jury, at: 0, isStepOver: isStepOver, lacking: nil)
    }

    @Test("a new route is compared with the other servers of the proxy, else with a fixed rate")
    func newRoute() {
        let jury = Self.jury(Self.proxy(["a"]), Self.proxy(["a"], [(["/shop"], ["n"])]))
        #expect(jury.added == [CanaryServer("n")] && jury.others.isEmpty)
        let before = Self.reading(["a": (80, 0)])
        var trial = CanaryTrial(before)
        #expect(
            Self.judge(&trial, Self.reading(["a": (80, 0), "n": (251, 251)]), jury)
                == .takeBack(
                    "251 of 251 requests failed (100.0 %), of the other servers no requests: "
                        + "too few to compare with, so 1 % may fail"))
        trial = CanaryTrial(before)
        #expect(
            Self.judge(&trial, Self.reading(["a": (80, 0), "n": (251, 3)]), jury) == .advance)
        // The other servers fail as often, so the new route may.
        trial = CanaryTrial(Self.reading(["a": (1_000, 100)]))
        #expect(
            Self.judge(&trial, Self.reading(["a": (1_500, 150), "n": (250, 25)]), jury)
                == .advance)
        trial = CanaryTrial(before)
        #expect(
            Self.judge(&trial, Self.reading(["a": (580, 0), "n": (250, 25)]), jury)
                == .takeBack(
                    "25 of 250 requests failed (10.0 %), of the other servers 0 of 500 requests "
                        + "failed (0.0 %)"))
    }

    @Test("soon after a reload, the requests before the edit are too few, and a fixed rate counts")
    func smallPast() {
        var new = Self.proxy(["a"])
        new.normalize = true
        let jury = Self.jury(Self.proxy(["a"]), new)
        var trial = CanaryTrial(Self.reading(["a": (17, 0)]))
        #expect(
            Self.judge(&trial, Self.reading(["a": (76, 44)]), jury)
                == .takeBack(
                    "44 of 59 requests failed (74.6 %), before the edit 0 of 17 requests failed "
                        + "(0.0 %): too few to compare with, so 1 % may fail"))
        trial = CanaryTrial(Self.reading(["a": (17, 0)]))
        #expect(Self.judge(&trial, Self.reading(["a": (46, 2)]), jury) == .advance)
        // A small reference that fails often allows as much.
        trial = CanaryTrial(Self.reading(["a": (20, 5)]))
        #expect(Self.judge(&trial, Self.reading(["a": (120, 30)]), jury) == .advance)
    }

    @Test("the probability beyond the fixed rate is that of the binomial distribution")
    func excess() {
        func value(_ requests: UInt64, _ errors: UInt64) -> Double {
            ErrorComparison(
                CanaryCounts(requests: requests, errors: errors), with: CanaryCounts()
            ).excess
        }
        // R: pbinom(x - 1, n, 0.01, lower.tail = FALSE).
        #expect(abs(value(30, 3) - 0.003317709) < 1e-7)
        #expect(abs(value(100, 1) - 0.633967659) < 1e-7)
        #expect(value(30, 4) < 0.001 && value(1_000_000, 10_000) > 0.4)
        #expect(value(1_000_000, 20_000) < 0.001 && value(0, 0) == 1)
    }

    @Test("beside an added server, a kept one that worked must continue to work")
    func kept() {
        var new = Self.proxy(["a", "b", "n"])
        new.servers[0].tls = Check.TLS()
        let jury = Self.jury(Self.proxy(["a", "b", "gone"]), new)
        #expect(jury.changed == [CanaryServer("a")])
        let before: [String: Requests] = ["a": (90, 0), "b": (90, 0), "gone": (90, 0)]
        let all = before.merging(["n": (0, 0)]) { $1 }
        let words = ["b is down: L6TOUT"]
        // The edit does not change b, so the others may follow.
        for (name, expected) in [
            ("a", .takeBack("a is down: L6TOUT")), ("b", .stay(words)), ("gone", .advance),
        ] as [(String, CanaryTrial.Decision)] {
            var trial = CanaryTrial(Self.reading(before))
            #expect(Self.judge(&trial, Self.reading(all, down: [name]), jury) == expected)
        }
        var trial = CanaryTrial(Self.reading(before, down: ["b"]))
        #expect(Self.judge(&trial, Self.reading(all, down: ["b"]), jury) == .advance)
        // The operator has set b offline meanwhile.
        trial = CanaryTrial(Self.reading(before))
        new.servers[1].state = .offline
        let other = Self.jury(Self.proxy(["a", "b", "gone"]), new)
        #expect(Self.judge(&trial, Self.reading(all, down: ["b"]), other) == .advance)
    }

    @Test("a step waits while a new server is offline, but not for one that was never online")
    func idle() {
        let (former, new) = (Self.proxy(["a"]), Self.proxy(["a", "n"]))
        var off = new
        off.servers[1].state = .offline
        let reading = Self.reading(["a": (0, 0), "n": (0, 0)])
        let outside = Self.reading(["a": (0, 0), "n": (0, 0)], down: ["n"])
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        #expect(Self.judge(&trial, outside, Self.jury(former, off)) == .advance)
        let jury = Self.jury(former, new)
        #expect(Self.judge(&trial, reading, jury, isStepOver: false) == .stay([]))
        #expect(
            Self.judge(&trial, outside, Self.jury(former, off)) == .stay(["n is not online"]))
        #expect(Self.judge(&trial, outside, jury) == .stay(["n is down: L6TOUT"]))
        #expect(Self.judge(&trial, reading, jury) == .advance)
    }

    @Test("a step waits while a new server has requests and has answered none")
    func mute() {
        let jury = Self.jury(Self.proxy(["a"]), Self.proxy(["a", "n"]))
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        var reading = Self.reading(["a": (0, 0), "n": (0, 0)])
        reading.servers[CanaryServer("n")]?.unanswered = 229
        let words = "n has answered none of its 229 requests"
        #expect(Self.judge(&trial, reading, jury) == .stay([words]))
        reading.servers[CanaryServer("n")]?.unanswered = 0
        #expect(Self.judge(&trial, reading, jury) == .advance)
    }

    @Test("a step waits for its ports, and is taken back at the time of its checks")
    func ports() {
        let jury = Self.jury(Self.proxy(["a"]), Self.proxy(["a", "n"]))
        var reading = Self.reading(["a": (0, 0), "n": (0, 0)])
        reading.obstacle = "cannot listen"
        var trial = CanaryTrial(reading)
        #expect(Self.judge(&trial, reading, jury) == .advance, "it was so before")
        trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        #expect(Self.judge(&trial, reading, jury) == .stay(["cannot listen"]))
        let late = trial.judge(
            reading, by: jury, at: jury.patience.wholeMilliseconds + 1, isStepOver: true,
            lacking: nil)
        guard case .takeBack = late else {
            Issue.record("\(late)")
            return
        }
    }

    @Test("an inserted route does not change the past of the routes after it")
    func insertedRoute() {
        let former = Self.proxy(["a"], [(["/api"], ["p"])])
        var new = former
        new.routes.insert(
            Route(Route.Match(prefix: ["/old"]), to: .redirect(Route.Redirect(to: "/"))), at: 0)
        let jury = Self.jury(former, new)
        #expect(jury.added.isEmpty && jury.changed.map(\.name).sorted() == ["a", "p"])
        var trial = CanaryTrial(Self.reading(["a": (500, 0), "p": (500, 100)], list: 1))
        let next = Self.reading(["a": (600, 0), "p": (600, 120)], list: 2)
        #expect(Self.judge(&trial, next, jury) == .advance)
    }

    @Test("a route with another condition keeps its servers, and a new one gets its share")
    func changedRoute() {
        let former = Self.proxy(["a"], [(["/api"], ["p"])])
        let new = Self.proxy(["a"], [(["/api", "/v2"], ["p", "q"])])
        let jury = Self.jury(former, new)
        #expect(jury.added == [CanaryServer("q")] && jury.others == [CanaryServer("p")])
        let spec = Canary("web").spec(
            from: Spec(proxies: [former]), to: Spec(proxies: [new]), at: 5)
        #expect(spec.proxies[0].routes[0].servers.map(\.weight) == [100, 5])
    }

    @Test("refused: a new server beside backups alone, and a server that moves to another list")
    func objections() {
        func objection(_ former: Proxy, _ new: Proxy) -> String? {
            Canary("web").objection(from: Spec(proxies: [former]), to: Spec(proxies: [new]))
        }
        var former = Self.proxy(["a"])
        former.servers[0].backup = true
        var new = Self.proxy(["a", "n"])
        new.servers[0].backup = true
        #expect(objection(former, new)?.contains("backups") == true)
        new.servers[1].backup = true
        #expect(objection(former, new) == nil)
        #expect(
            objection(
                Self.proxy(["a", "b"]), Self.proxy(["a"], [(["/api"], ["b"])])
            )?.contains("moves server b") == true)
    }
}
