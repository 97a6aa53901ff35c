import Addresses
import Model
import Planning
import Testing

@Suite("validation of what HTTP makes of a proxy")
struct ProxyRequestValidationTests {
    private static let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 80)
    private static let server = ProxyServer(name: "s", address: place.address, port: 8080)
    private static let shop = Proxy(name: "a", listen: [place], servers: [server])

    /// Codes and paths.
    private static func found(
        _ proxy: Proxy, _ severity: Diagnostic.Severity = .error
    ) -> [String] {
        validate(Spec(proxies: [proxy])).filter { $0.severity == severity }
            .map { "\($0.code.rawValue) \($0.path)" }
            .filter { !$0.hasPrefix("BAL205") }
    }

    @Test(
        "an answer whose status has no content has none",
        arguments: [(204, true), (205, true), (304, true), (200, false), (404, false)])
    func content(status: Int, isRefused: Bool) {
        var proxy = Self.shop
        proxy.routes = [
            Route(.init(method: ["GET"]), to: .answer(.init(status: status, body: "no")))
        ]
        #expect(
            Self.found(proxy)
                == (isRefused ? ["BAL630 proxies[0].routes[0].answer.body"] : []))
        proxy.routes = [Route(.init(method: ["GET"]), to: .answer(.init(status: status)))]
        #expect(Self.found(proxy) == [])
    }

    @Test(
        "cookies that no browser stores are errors",
        arguments: [
            (ProxyPersistence.Cookie(name: "a b;c"), "name"), (.init(name: "é"), "name"),
            (.init(name: "__Host-x"), "name"), (.init(name: "__secure-x"), "name"),
            (.init(name: "__Host-x", secure: true), ""),
            (.init(sameSite: .some(.none)), "sameSite"),
            (.init(secure: true, sameSite: .some(.none)), ""), (.init(sameSite: .lax), ""),
            (.init(name: "SHOP.1_x-y"), ""),
        ])
    func cookies(cookie: ProxyPersistence.Cookie, key: String) {
        var proxy = Self.shop
        proxy.persistence = .cookie(cookie)
        #expect(
            Self.found(proxy) == (key.isEmpty ? [] : ["BAL631 proxies[0].persistence.\(key)"]))
        proxy.persistence = .none
        proxy.routes = [Route(.init(method: ["GET"]), to: .servers([Self.server]))]
        proxy.routes[0].persistence = .cookie(cookie)
        let place = "BAL631 proxies[0].routes[0].persistence.\(key)"
        #expect(Self.found(proxy) == (key.isEmpty ? [] : [place]))
    }

    @Test("headers that carry the cookie can't be removed where it keeps clients")
    func removedCookies() {
        var proxy = Self.shop
        proxy.headers = HeaderEdits(
            request: .init(remove: ["COOKIE"]),
            response: .init(
                set: [.init(name: "Set-Cookie", value: "a=b")], remove: ["X", "set-cookie"]))
        #expect(Self.found(proxy) == [])
        proxy.persistence = .cookie(.init())
        let places = ["request.remove", "response.set.Set-Cookie", "response.remove[1]"]
        let errors = places.map { "BAL632 proxies[0].headers.\($0)" }
        #expect(Self.found(proxy) == errors)
        proxy.persistence = .source(.seconds(60))
        proxy.routes = [Route(.init(method: ["GET"]), to: .servers([Self.server]))]
        #expect(Self.found(proxy) == [])
        proxy.routes[0].persistence = .cookie(.init())
        #expect(Self.found(proxy) == errors)
    }

    @Test(
        "headers of one connection, and of a message's length, are HAProxy's",
        arguments: [
            ("Content-Length", true, true), ("transfer-encoding", true, true),
            ("Connection", true, false), ("Keep-Alive", true, false), ("TE", true, false),
            ("Trailer", true, false), ("Upgrade", true, false), ("Proxy-Connection", true, false),
            ("Host", false, false), ("X-A", false, false),
        ])
    func framing(name: String, mayNotBeSet: Bool, mayNotBeRemoved: Bool) {
        for (direction, key) in [(\HeaderEdits.request, "request"), (\.response, "response")] {
            var proxy = Self.shop
            let place = "BAL634 proxies[0].headers.\(key)"
            proxy.headers[keyPath: direction] = .init(set: [.init(name: name, value: "5")])
            #expect(Self.found(proxy) == (mayNotBeSet ? ["\(place).set.\(name)"] : []))
            proxy.headers[keyPath: direction] = .init(remove: [name])
            #expect(Self.found(proxy) == (mayNotBeRemoved ? ["\(place).remove"] : []))
        }
    }

    @Test("a route that denies paths warns of their other spellings, until they are normalized")
    func spellings() {
        let denial = Route.Action.answer(.init(status: 403))
        let other = Route.Action.servers([Self.server])
        func warnings(_ routes: [Route], normalize: Bool = false, servers: Bool = true) -> [String]
        {
            var proxy = Self.shop
            proxy.routes = routes
            proxy.normalize = normalize
            if !servers { proxy.servers = [] }
            return Self.found(proxy, .warning)
        }
        let place = "BAL633 proxies[0].routes[0].match"
        let admin = Route(.init(prefix: ["/admin"]), to: denial)
        #expect(warnings([admin]) == ["\(place).prefix"])
        #expect(warnings([admin], normalize: true) == [])
        #expect(warnings([Route(.init(path: "^/admin"), to: denial)]) == ["\(place).path"])
        #expect(warnings([Route(.init(prefix: ["/admin"]), to: .answer(.init()))]) == [])
        #expect(warnings([Route(.init(host: ["a.example"]), to: denial)]) == [])
        #expect(warnings([Route(.init(prefix: ["/"]), to: denial)]) == [])
        #expect(warnings([admin], servers: false) == [], "nothing else is served")
        // Only one path is let through.
        let open = Route(.init(prefix: ["/open"]), to: other)
        #expect(
            warnings([open, Route(to: denial)], servers: false) == ["\(place).prefix"])
        #expect(warnings([open]) == [])
    }

    @Test("a check with a path that can't be sent, or whose answer has no content, is an error")
    func checks() {
        func errors(_ change: (inout Check) -> Void) -> [[String]] {
            var check = Check(.negotiate)
            check.service = .http
            change(&check)
            var proxy = Self.shop
            proxy.check = check
            var own = proxy
            own.check?.start = .down
            let service = Service(
                name: "web", key: .listen(.tcp, Self.place), check: check,
                servers: [RealServer(name: "r", address: .v4(IPv4Address(rawValue: 0x0a00_0001)))])
            let layer4 = validate(Spec(services: [service])).filter { $0.severity == .error }
                .map { "\($0.code.rawValue) \($0.path)" }
            #expect(layer4.map { $0.replacing("services", with: "proxies") } == Self.found(proxy))
            return [Self.found(proxy), Self.found(own)]
        }
        func both(_ text: String) -> [[String]] { [[text], [text]] }
        #expect(errors { $0.request = "/a b" } == both("BAL402 proxies[0].check.request"))
        #expect(errors { $0.request = "/a\u{1}" } == both("BAL402 proxies[0].check.request"))
        #expect(
            errors { ($0.method, $0.expect) = ("HEAD", "ok") }
                == both("BAL405 proxies[0].check.expect"))
        #expect(
            errors { ($0.method, $0.expectRegex) = ("HEAD", "ok") }
                == both("BAL405 proxies[0].check.expectRegex"))
        #expect(
            errors { ($0.status, $0.expect) = ([StatusRange(204...204)], "ok") }
                == both("BAL405 proxies[0].check.expect"))
        #expect(errors { $0.method = "HEAD" } == [[], []])
        #expect(errors { ($0.method, $0.expect) = ("GET", "ok") } == [[], []])
    }

    @Test("a link-local server, fallback or endpoint of a proxy is an error")
    func linkLocal() {
        let address: IPAddress = "fe80::1"
        var proxy = Self.shop
        proxy.servers = [ProxyServer(name: "s", address: address, port: 80)]
        #expect(Self.found(proxy) == ["BAL207 proxies[0].servers[0].address"])
        proxy = Self.shop
        proxy.fallback = .server(address, nil)
        #expect(Self.found(proxy) == ["BAL207 proxies[0].fallback"])
        let service = SSLService(
            name: "t", listen: [Endpoint(Self.place.address, port: 443)], certificates: [],
            backend: .endpoint(Endpoint(address, port: 80)))
        #expect(
            validate(Spec(sslServices: [service])).contains {
                $0.code == .unreachableAddress && "\($0.path)" == "sslServices[0].endpoint"
            })
    }

    @Test("a dot at the end of a host means nothing")
    func hosts() {
        var proxy = Self.shop
        let answer = Route.Action.answer(.init())
        proxy.routes = [
            Route(.init(host: ["shop.example."]), to: answer),
            Route(.init(host: ["SHOP.example"]), to: answer),
        ]
        #expect(Self.found(proxy, .warning) == ["BAL601 proxies[0].routes[1]"])
        proxy.routes = [Route(.init(host: ["."]), to: answer)]
        #expect(Self.found(proxy) == ["BAL613 proxies[0].routes[0].match.host"])
    }
}
