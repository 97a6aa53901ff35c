import Addresses
import Foundation
import Model
import TestThreads
import Testing

@testable import HAProxy

@Suite("Sections that stay because HAProxy refuses their successors", .ownThreads)
struct KeptSectionsTests {
    static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))

    static func proxy(_ name: String, _ port: UInt16, raw: [String] = []) -> Proxy {
        Proxy(
            name: name, listen: [Endpoint(loopback, port: port)],
            servers: [ProxyServer(name: "s", address: loopback, port: 9, weight: 7)], raw: raw)
    }

    static func configuration(_ proxies: [Proxy]) -> WorkerConfiguration {
        WorkerConfiguration(
            for: Spec(proxies: proxies),
            settings: HAProxySettings(
                directory: "/run/b/haproxy", certificateDirectory: "/c",
                worker: WorkerSettings(folder: "/run/b/haproxy")))
    }

    static let nonsense = "http-request frobnicate"

    @Test("HAProxy's own words name the proxies whose lines it refuses, and others")
    func words() throws {
        guard HAProxyCommand.isInstalled() else { return }
        func refused(_ spec: Spec) throws -> [String: [String]]? {
            let (status, output, file, configuration) = try HAProxyCommand.check(spec)
            #expect(status != 0)
            return RefusedSections(output, in: configuration.text, at: file)?.words
        }
        var spec = Spec(proxies: [
            Self.proxy("a", 20_001), Self.proxy("b é", 20_002, raw: [Self.nonsense, "option nix"]),
            Self.proxy("c", 20_003, raw: ["  \(Self.nonsense)"]),
        ])
        let found = try #require(try refused(spec))
        // After such a line HAProxy reads no further.
        #expect(found.keys.sorted() == ["b é"])
        #expect(found["b é"]?.first?.hasPrefix("'http-request' expects") == true, "\(found)")
        spec.proxies[1].raw = ["use_backend nix", "tcp-request inspect-delay x"]
        spec.proxies[2].raw = ["timeout nix 1s"]
        #expect(try refused(spec)?.keys.sorted() == ["b é", "c"])
        spec.haproxy.raw = ["nonsense on"]
        spec.proxies[1].raw = []
        #expect(try refused(spec) == nil)
    }

    @Test("a refused proxy keeps its sections, and one without is left out")
    func keeping() throws {
        var former = Self.proxy("b", 20_002)
        former.routes = [
            Route(
                .init(prefix: ["/x"]),
                to: .servers([ProxyServer(name: "r", address: Self.loopback, port: 8)]))
        ]
        former.fallback = .holdingPage
        let before = Self.configuration([Self.proxy("a", 20_001), former])
        let wanted = Self.configuration([
            Self.proxy("a", 20_011), Self.proxy("b", 20_012, raw: [Self.nonsense]),
            Self.proxy("new", 20_004, raw: [Self.nonsense]),
        ])
        let page = try #require(before.files.first)
        let rest = try #require(
            wanted.keeping(["b", "new"], asIn: before.text) {
                $0 == page.name ? page.contents : nil
            })
        #expect(rest.text.contains("bind 127.0.0.1:20011\n"))
        #expect(rest.text.contains("bind 127.0.0.1:20002\n"))
        #expect(rest.text.contains("\nbackend b::1\n"))
        #expect(!rest.text.contains("20012") && !rest.text.contains("frobnicate"))
        #expect(!rest.text.contains("new"))
        #expect(rest.missing == ["new"])
        #expect(rest.endpoints == Set([20_011, 20_002].map { Endpoint(Self.loopback, port: $0) }))
        #expect(rest.files == [page])
        let servers = before.proxies.servers.filter { $0.backend != "a" }
        #expect(rest.proxies.servers.filter { $0.backend != "a" } == servers)
        // The next look arrives at the same.
        #expect(
            wanted.keeping(["b", "new"], asIn: rest.text) { _ in page.contents } == rest)
        #expect(wanted.keeping(["a", "b", "new"], asIn: before.text) { _ in nil } == nil)
    }

    @Test("a kept section does not listen where another proxy listens by now")
    func moved() throws {
        let before = Self.configuration([Self.proxy("a", 20_001), Self.proxy("b", 20_002)])
        let wanted = Self.configuration([
            Self.proxy("a", 20_002), Self.proxy("b", 20_001, raw: [Self.nonsense]),
        ])
        let rest = try #require(wanted.keeping(["b"], asIn: before.text) { _ in nil })
        #expect(rest.text.split(separator: "\n").filter { $0.contains("bind 127") }.count == 1)
        #expect(rest.unserved(["b"]) == ["b": [Endpoint(Self.loopback, port: 20_001)]])
    }
}
