import Addresses
import Foundation
import Model
import TestThreads
import Testing

@testable import HAProxy

private func at(_ text: String) -> Endpoint {
    Endpoint(text) ?? Endpoint(.any(.ipv4), port: 1)
}

@Suite("Sections of former proxies that stay in the places of services", .ownThreads)
struct FormerSectionsTests {
    private static let folder = "/run/b/haproxy"

    private static func proxy(
        _ name: String, _ listen: [Endpoint], server: Endpoint = at("127.0.0.1:9")
    ) -> Proxy {
        Proxy(
            name: name, listen: listen,
            servers: [ProxyServer(name: "s", address: server.address, port: server.port)])
    }

    private static func configuration(
        _ spec: Spec, former: FormerSections = FormerSections()
    ) -> WorkerConfiguration {
        var settings = HAProxySettings(
            directory: folder, certificateDirectory: "\(folder)/certificates",
            worker: WorkerSettings(folder: folder))
        settings.former = former
        return WorkerConfiguration(for: spec, settings: settings)
    }

    private static func former(
        _ places: Set<Endpoint>, _ spec: Spec, after before: WorkerConfiguration
    ) -> FormerSections {
        FormerSections(at: places, for: spec, in: before.text, folder: folder) { name in
            before.files.first { $0.name == name }?.contents
        }
    }

    @Test("a proxy whose place a service takes keeps its sections, and only its listeners there")
    func kept() throws {
        var shop = Self.proxy("shop", [at("10.0.0.1:80"), at("10.0.0.1:81")])
        shop.routes = [
            Route(
                .init(prefix: ["/x"]),
                to: .servers([ProxyServer(name: "r", address: at("127.0.0.1:8").address, port: 8)]))
        ]
        shop.fallback = .holdingPage
        let other = Self.proxy("other", [at("10.0.0.2:80")])
        let before = Self.configuration(Spec(proxies: [shop, other]))
        let spec = Spec(proxies: [other])
        #expect(Self.former([at("10.0.0.1:82"), at("10.0.0.3:80")], spec, after: before).isEmpty)
        let former = Self.former([at("10.0.0.1:80")], spec, after: before)
        #expect(former.endpoints == [at("10.0.0.1:80")] && !former.files.isEmpty)
        let after = Self.configuration(spec, former: former)
        #expect(after.endpoints == [at("10.0.0.1:80"), at("10.0.0.2:80")])
        #expect(after.text.contains("\nbackend shop::1\n") && !after.text.contains(":81"))
        #expect(Set(after.proxies.servers.map(\.backend)) == ["shop", "shop::1", "other"])
        #expect(after.files == before.files)
        // The next look finds the same in the file.
        let again = Self.former([at("10.0.0.1:80")], spec, after: after)
        #expect(again == former)
        #expect(Self.configuration(spec, former: again).text == after.text)
    }

    @Test("where its name is that of another proxy, the section has another, wherever it is named")
    func renamed() throws {
        var shop = Self.proxy("shop", [at("10.0.0.1:80")])
        shop.routes = [
            Route(
                .init(prefix: ["/x"]),
                to: .servers([ProxyServer(name: "r", address: at("127.0.0.1:8").address, port: 8)]))
        ]
        shop.traffic.rateLimit = .init(requests: 10, period: .seconds(10))
        let before = Self.configuration(Spec(proxies: [shop]))
        let spec = Spec(proxies: [Self.proxy("shop", [at("10.0.0.1:8080")])])
        let former = Self.former([at("10.0.0.1:80")], spec, after: before)
        let after = Self.configuration(spec, former: former)
        let sections = after.text.split(separator: "\n").filter {
            $0.hasPrefix("listen ") || $0.hasPrefix("backend ")
        }
        #expect(
            Set(sections) == [
                "listen shop", "listen former:20shop", "backend former:20shop::1",
                "backend former:20shop::limits",
            ])
        #expect(after.text.contains("use_backend former:20shop::1 "))
        #expect(!after.text.contains(" shop::"))
        #expect(Self.former([at("10.0.0.1:80")], spec, after: after) == former)
        guard HAProxyCommand.isInstalled() else { return }
        let predecessors = Predecessors(from: before.text, to: after.text)
        #expect(predecessors.name(of: "former:20shop") == "shop")
    }

    @Test("an SSL service whose place is taken keeps its listener, and its certificates are kept")
    func tls() throws {
        let site = SSLService(
            name: "tls", listen: [at("10.0.0.1:443")], certificates: ["c"], backend: .proxy("shop"))
        let proxy = Self.proxy("shop", [at("10.0.0.1:80")])
        let before = Self.configuration(Spec(proxies: [proxy], sslServices: [site]))
        let spec = Spec(proxies: [proxy])
        let former = Self.former([at("10.0.0.1:443")], spec, after: before)
        let after = Self.configuration(spec, former: former)
        #expect(after.endpoints == [at("10.0.0.1:80"), at("10.0.0.1:443")])
        #expect(
            after.formerCertificates(in: Self.folder) == ["\(Self.folder)/certificates/c.pem"])
        #expect(after.text.components(separatedBy: "bind 10.0.0.1:80\n").count == 2)
    }

    @Test("one that HAProxy refuses, or can't listen for, goes alone")
    func refused() throws {
        let before = Self.configuration(Spec(proxies: [Self.proxy("shop", [at("10.0.0.1:80")])]))
        let spec = Spec(proxies: [Self.proxy("other", [at("10.0.0.2:80")])])
        let former = Self.former([at("10.0.0.1:80")], spec, after: before)
        let after = Self.configuration(spec, former: former)
        let line = try #require(
            after.text.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains("bind 10.0.0.1:80") })
        let words = "[ALERT] (1) : config : parsing [/f:\(line + 1)] : 'bind' : nonsense"
        #expect(after.refused(by: words, in: after.text, at: "/f")?.keys.sorted() == ["shop"])
        let rest = try #require(after.keeping(["shop"], asIn: before.text) { _ in nil })
        #expect(!rest.text.contains("shop") && rest.missing == ["shop"])
        #expect(rest.unserved(["shop"]) == ["shop": [at("10.0.0.1:80")]])
        let blocked = try #require(after.leavingOut([at("10.0.0.1:80")], keeping: after.text))
        #expect(!blocked.text.contains("listen shop"))
    }

    @Test("a proxy is proven once a server of each of its sections is")
    func proof() throws {
        var shop = Self.proxy("shop", [at("10.0.0.1:80")])
        shop.check = Check(.connect)
        let columns = """
            1
            # be_name srv_name srv_addr srv_port srv_uweight srv_op_state srv_admin_state \
            srv_time_since_last_change srv_check_status

            """
        func unproven(_ spec: Spec, up: Int = 2, age: Int = 60, status: Int = 6) -> [String] {
            let wanted = Self.configuration(spec)
            let states = ServerStates(
                columns + "shop s 127.0.0.1 9 1 \(up) 0 \(age) \(status)\n")
            return UnprovenProxies(of: wanted, states: states, file: wanted.text)
                .sections.map(\.owner)
        }
        #expect(unproven(Spec(proxies: [shop])).isEmpty)
        for (up, age, status) in [(0, 60, 6), (2, 0, 6), (2, 60, 1)] {
            #expect(unproven(Spec(proxies: [shop]), up: up, age: age, status: status) == ["shop"])
        }
        shop.handover = .atOnce
        #expect(unproven(Spec(proxies: [shop]), up: 0).isEmpty)
        shop.handover = .whenProven
        shop.check = nil
        #expect(unproven(Spec(proxies: [shop]), up: 0).isEmpty)
        shop.servers[0].state = .offline
        #expect(unproven(Spec(proxies: [shop])) == ["shop"])
        shop.servers = []
        #expect(unproven(Spec(proxies: [shop])).isEmpty)
    }
}
