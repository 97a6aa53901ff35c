import Addresses
import Model
import Planning
import Testing

@Suite("validation of checks, certificates and redirects of proxies")
struct ProxyCheckValidationTests {
    private static let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 80)
    private static let server = ProxyServer(name: "s", address: place.address, port: 8080)

    private static func proxy(_ name: String) -> Proxy {
        Proxy(name: name, listen: [place], servers: [server])
    }

    /// Codes and paths of the errors.
    private static func errors(_ spec: Spec) -> [String] {
        validate(spec).filter { $0.severity == .error }.map { "\($0.code.rawValue) \($0.path)" }
    }

    @Test(
        "a redirect that keeps the path names a site",
        arguments: [
            ("/", true), ("//", true), ("https://", true), ("https://a.example/", false),
            ("/new", false),
        ])
    func redirects(to: String, isRefused: Bool) {
        var proxy = Self.proxy("a")
        proxy.routes = [Route(to: .redirect(.init(to: to, keepPath: true)))]
        #expect(
            Self.errors(Spec(proxies: [proxy]))
                == (isRefused ? ["BAL616 proxies[0].routes[0].redirect.to"] : []))
        proxy.routes = [Route(to: .redirect(.init(to: to)))]
        #expect(Self.errors(Spec(proxies: [proxy])) == [])
    }

    @Test("a certificate that HAProxy would verify for an address is an error")
    func verifiedAddress() {
        var proxy = Self.proxy("a")
        proxy.servers[0].tls = Check.TLS(verify: true, serverName: "127.0.0.1")
        #expect(
            Self.errors(Spec(proxies: [proxy])) == ["BAL615 proxies[0].servers[0].tls.serverName"])
        proxy.servers[0].tls?.verify = false
        #expect(Self.errors(Spec(proxies: [proxy])) == [])
        proxy.servers[0].tls = nil
        var check = Check(.negotiate)
        check.service = .https
        check.virtualHost = "2001:db8::1"
        check.tls = Check.TLS(verify: true)
        proxy.check = check
        #expect(Self.errors(Spec(proxies: [proxy])) == ["BAL615 proxies[0].check.virtualHost"])
        proxy.check?.tls?.serverName = "10.0.0.1"
        #expect(
            Self.errors(Spec(proxies: [proxy])) == ["BAL615 proxies[0].check.tls.serverName"])
        // Ballast's own checks know addresses.
        proxy.check?.start = .down
        #expect(Self.errors(Spec(proxies: [proxy])) == [])
    }

    @Test("checks of Ballast's own have the TLS of a server at its own port")
    func ownTLS() throws {
        var proxy = Self.proxy("a")
        proxy.servers[0].tls = Check.TLS(verify: true, serverName: "app.example")
        proxy.check = Check(.negotiate)
        proxy.check?.start = .down
        func check() throws -> Check {
            let service = Spec(proxies: [proxy]).checkedProxies[0]
            let server = try #require(service.servers.first)
            return (server.check ?? Check()).completed(by: service.check ?? Check())
        }
        #expect(try check().service == .https)
        #expect(try check().tls == proxy.servers[0].tls)
        proxy.check?.service = .redis
        #expect(try check().service == .redis)
        #expect(try check().tls == proxy.servers[0].tls)
        proxy.check?.port = 81
        #expect(try check().tls == nil)
        proxy.check = Check(.connect)
        proxy.check?.start = .down
        #expect(try check().type == .negotiate)
        #expect(try check().service == .tcp)
        #expect(try check().negotiateTimeout == HealthDefaults().timeout)
        proxy.servers[0].proxyProtocol = .v2
        #expect(try check().type == .connect)
        proxy.check?.type = .negotiate
        #expect(
            validate(Spec(proxies: [proxy])).filter { $0.code == .uncheckedProxyProtocol }
                .map { "\($0.path)" } == ["proxies[0].servers[0]"])
        proxy.check?.type = .ping
        #expect(try check() == proxy.check)
    }

    @Test("a check that gives up before its connection does is a warning")
    func times() {
        var proxy = Self.proxy("a")
        proxy.check = Check(.connect)
        func paths() -> [String] {
            validate(Spec(proxies: [proxy])).filter { $0.code == .slowCheck }.map { "\($0.path)" }
        }
        #expect(paths() == [])
        proxy.check?.timeout = .seconds(1)
        #expect(paths() == ["proxies[0].check.timeout"])
        proxy.check?.interval = .seconds(1)
        #expect(paths() == [])
        proxy.check?.interval = nil
        proxy.traffic.timeouts.connect = .seconds(1)
        #expect(paths() == [])
        proxy.check?.type = .negotiate
        proxy.check?.negotiateTimeout = .milliseconds(10)
        #expect(paths() == ["proxies[0].check.negotiateTimeout"])
    }

    @Test("what HAProxy's dialogues have not, Ballast says itself")
    func dialogues() {
        func isOurs(_ service: CheckService, _ change: (inout Check) -> Void) -> Bool {
            var proxy = Self.proxy("a")
            proxy.mode = .tcp
            var check = Check(.negotiate)
            check.service = service
            change(&check)
            proxy.check = check
            return proxy.isCheckedByBallast
        }
        for service in [CheckService.ldap, .redis, .mysql, .postgresql, .smtp, .http] {
            #expect(!isOurs(service) { _ in })
            #expect(isOurs(service) { $0.source = Self.place.address })
        }
        for service in [CheckService.ldap, .redis, .mysql, .postgresql] {
            #expect(isOurs(service) { $0.expect = "x" })
            #expect(isOurs(service) { $0.request = "x" })
        }
        #expect(isOurs(.mysql) { $0.database = "x" })
        #expect(isOurs(.redis) { $0.login = "x" })
        #expect(!isOurs(.mysql) { $0.login = "x" })
        let headers = (0..<17).map { Check.Header(name: "X-\($0)", value: "x") }
        #expect(isOurs(.http) { $0.headers = headers })
        #expect(!isOurs(.http) { $0.headers = Array(headers.prefix(16)) })
    }

    @Test("a server that begins down is down until a check passes, and an answer has its limit")
    func ownChecks() {
        var proxy = Self.proxy("a")
        proxy.check = Check(.negotiate)
        proxy.check?.bodyLimit = 1_000_000
        #expect(!proxy.isCheckedByBallast)
        proxy.check?.expect = "ALIVE"
        #expect(proxy.isCheckedByBallast)
        #expect(Spec(proxies: [proxy]).proxiedServersDown(by: [:]) == [:])
        proxy.check = Check(.connect)
        proxy.check?.start = .down
        #expect(proxy.isCheckedByBallast)
        let spec = Spec(proxies: [proxy])
        let key = spec.checkedProxies[0].key
        let server = Endpoint(Self.place.address, port: 8080)
        #expect(spec.proxiedServersDown(by: [:]) == ["a": [server]])
        #expect(spec.proxiedServersDown(by: [key: [server: Verdict(.unknown)]]) == ["a": [server]])
        #expect(spec.proxiedServersDown(by: [key: [server: Verdict(.up)]]) == [:])
    }
}
