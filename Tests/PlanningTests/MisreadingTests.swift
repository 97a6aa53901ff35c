import Addresses
import Model
import Planning
import Testing

/// Warnings of values that are good and mean something else than expected.
@Suite("misreadings")
struct MisreadingTests {
    private static let address: IPAddress = "10.0.0.100"

    private static func found(_ spec: Spec, _ code: DiagnosticCode) -> [String] {
        validate(spec).filter { $0.code == code }.map {
            "\($0.severity.rawValue) \($0.path): \($0.hint ?? "")"
        }
    }

    private static func service(_ servers: [RealServer], _ check: Check? = nil) -> Spec {
        Spec(services: [
            Service(
                name: "web", key: "tcp [2001:db8:1::100]:80", forwarding: .masq, check: check,
                servers: servers)
        ])
    }

    @Test(
        "an IPv6 address that ends like a port is named with both readings",
        arguments: [
            ("2001:db8:1::5:8080", 8080), ("2001:db8:1::5:80", 80), ("fd00::1:2:5432", 5432),
        ] as [(IPAddress, Int)])
    func brackets(_ address: IPAddress, _ port: Int) {
        let host = "\(address)".split(separator: ":", omittingEmptySubsequences: false)
            .dropLast().joined(separator: ":")
        let hint =
            "write \"[\(host)]:\(port)\" for port \(port), or \"[\(address)]:80\" where it"
            + " belongs to the address"
        let spec = Self.service([RealServer(name: "a", address: address)])
        #expect(
            Self.found(spec, .portInAddress)
                == ["warning services[0].servers[0].address: \(hint)"])
        let proxy = Proxy(
            name: "p", listen: [Endpoint(Self.address, port: 80)],
            servers: [ProxyServer(name: "a", address: address)])
        #expect(
            Self.found(Spec(proxies: [proxy]), .portInAddress)
                == ["warning proxies[0].servers[0].address: \(hint)"])
    }

    @Test(
        "other addresses, and those with a port, are not",
        arguments: [
            "2001:db8:1::5", "2001:db8::8080", "2001:db8:1::1:12", "2001:db8:1:2:a:b:c:8080",
            "2001:db8::a:b:c:1234", "2001:db8:1::5:80ab", "10.0.0.80",
        ] as [IPAddress])
    func otherAddresses(_ address: IPAddress) {
        let spec = Self.service([RealServer(name: "a", address: address)])
        #expect(Self.found(spec, .portInAddress).isEmpty)
        let named = Self.service([
            RealServer(name: "a", address: "2001:db8:1::5:8080", port: 80)
        ])
        #expect(Self.found(named, .portInAddress).isEmpty)
    }

    @Test("a check that negotiates at a port without a usual protocol is named once")
    func conversations() {
        let servers = ["2001:db8:1::1", "2001:db8:1::2"].map {
            RealServer(name: "a", address: $0, port: 8000)
        }
        func found(_ edit: (inout Check) -> Void = { _ in }) -> [String] {
            var check = Check(.negotiate)
            edit(&check)
            return Self.found(Self.service(servers, check), .unknownConversation)
        }
        #expect(found().count == 1 && found()[0].hasPrefix("warning services[0].check: name the"))
        #expect(found { $0.service = .http }.isEmpty)
        #expect(found { $0.service = CheckService.none }.isEmpty)
        #expect(found { $0.port = 80 }.isEmpty)
        #expect(found { $0.type = .connect }.isEmpty)
    }

    @Test("expressions of HAProxy in headers and redirects, and wildcards, are named")
    func literals() {
        var proxy = Proxy(
            name: "p", listen: [Endpoint(Self.address, port: 80)],
            servers: [ProxyServer(name: "a", address: "10.0.1.1")],
            routes: [
                Route(
                    .init(prefix: ["/old"]),
                    to: .redirect(.init(to: "https://%[hdr(host)]/", status: 301))),
                Route(.init(prefix: ["/api/*"]), to: .answer(.init(body: "x"))),
                Route(.init(path: "^/img/*"), to: .answer(.init(body: "x"))),
                Route(.init(path: "^/img/.*"), to: .answer(.init(body: "x"))),
                Route(.init(prefix: ["*"], method: ["OPTIONS"]), to: .answer(.init(body: "x"))),
            ])
        proxy.headers.request.set = [
            .init(name: "X-Client", value: "%[src]"), .init(name: "X-Load", value: "90%"),
        ]
        let spec = Spec(proxies: [proxy])
        #expect(
            Self.found(spec, .literalExpression) == [
                "warning proxies[0].headers.request.set.X-Client: write it as a line of `raw`: "
                    + "\"http-request set-header X-Client %[...]\"",
                "warning proxies[0].routes[0].redirect.to: write it as a line of `raw`: "
                    + "\"http-request redirect location ...\"",
            ])
        let all = "which takes all paths that begin so"
        #expect(
            Self.found(spec, .literalWildcard) == [
                "warning proxies[0].routes[1].match.prefix: write `prefix: /api/`, \(all)",
                "warning proxies[0].routes[2].match.path: write `prefix: /img/`, \(all)",
            ])
    }

    @Test("keys of a check whose type was forgotten are one error, which names the type")
    func missingType() {
        var check = Check()
        check.service = .http
        check.request = "/health"
        let server = RealServer(name: "a", address: "2001:db8:1::1")
        #expect(
            Self.found(Self.service([server], check), .unusedCheckKey)
                == ["error services[0].check.service: add `type: negotiate`"])
    }

    @Test("the warning of `check: off` is at the server of which it speaks")
    func off() {
        var second = RealServer(name: "b", address: "2001:db8:1::2")
        second.check = Check(.off)
        let spec = Self.service([RealServer(name: "a", address: "2001:db8:1::1"), second])
        #expect(
            Self.found(spec, .checkOff).allSatisfy {
                $0.hasPrefix("warning services[0].servers[1]: ")
            } && Self.found(spec, .checkOff).count == 1)
    }
}
