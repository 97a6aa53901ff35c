import Addresses
import Model
import Seeds
import Testing

@testable import HAProxy

@Suite("Configurations that are made of an earlier one")
struct RevisionTests {
    private static let settings = HAProxySettings(
        directory: "/d", certificateDirectory: "/c", worker: WorkerSettings(folder: "/d"),
        stamp: "s")

    /// Eighteen proxies, some without tables and files.
    private static func spec(_ source: inout HostileSpec, _ numbers: inout SeededNumbers) -> Spec {
        var spec = source.spec()
        for _ in 0..<5 { spec.proxies += source.spec().proxies }
        for index in spec.proxies.indices {
            if numbers.oneIn(3) { spec.proxies[index].traffic.rateLimit = nil }
            if numbers.oneIn(3) { spec.proxies[index].fallback = nil }
        }
        return spec
    }

    /// The document with other proxies, or with one that differs in any way.
    private static func edited(
        _ spec: Spec, _ source: inout HostileSpec, _ numbers: inout SeededNumbers
    ) -> Spec {
        var spec = spec
        let index = Int.random(in: spec.proxies.indices, using: &numbers)
        switch Int.random(in: 0..<10, using: &numbers) {
        case 0: spec.proxies.insert(source.spec().proxies[1], at: index)
        case 1: spec.proxies.remove(at: index)
        case 2: spec.proxies[index] = source.spec().proxies[2]
        case 3: spec.proxies[index].fallback = nil
        case 4: spec.proxies[index].raw = ["    server in-raw 10.0.0.9:80", "# ü"]
        case 5: spec.proxies[index].traffic.rateLimit = nil
        case 6: spec.proxies[index].servers.removeLast()
        case 7: spec.holdingPage.retryAfter += 1
        default: spec.proxies[index].servers += source.spec().proxies[0].servers
        }
        for server in spec.proxies[0].servers.indices where numbers.oneIn(2) {
            spec.proxies[0].servers[server].weight = .random(in: 0...256, using: &numbers)
        }
        return spec
    }

    @Test("a revised configuration is the one of its document", arguments: 0..<60)
    func documents(seed: UInt64) {
        var source = HostileSpec(seed: seed)
        var numbers = SeededNumbers(seed: seed)
        var settings = Self.settings
        settings.results = ProxyCheckResults()
        var spec = Self.spec(&source, &numbers)
        var current = WorkerConfiguration(for: spec, settings: settings)
        var revisions = 0
        for turn in 0..<12 {
            spec = Self.edited(spec, &source, &numbers)
            settings.maxConnections = 1_000 + turn
            if numbers.oneIn(2), let server = spec.proxies[1].servers.first {
                let endpoint = Endpoint(server.address, port: 80)
                settings.results?.down[spec.proxies[1].name, default: []]
                    .formSymmetricDifference([endpoint])
            }
            let whole = WorkerConfiguration(for: spec, settings: settings)
            let revised = current.revised(for: spec, settings: settings, certificates: [])
            if let revised {
                revisions += 1
                #expect(revised == whole, "seed \(seed)")
                #expect(revised.text == whole.text, "seed \(seed)")
                #expect(revised.proxies.frame == whole.proxies.frame, "seed \(seed)")
            }
            current = revised ?? whole
            // Values that are patched in between, which change the lengths of lines.
            var next = spec
            for index in next.proxies.indices where numbers.oneIn(4) {
                for server in next.proxies[index].servers.indices {
                    next.proxies[index].servers[server].weight =
                        .random(in: 0...256, using: &numbers)
                }
            }
            if let patched = current.patched(for: next) {
                (current, spec) = (patched, next)
            }
            guard let proxy = spec.proxies.randomElement(using: &numbers),
                let server = proxy.servers.first
            else { continue }
            let endpoint = Endpoint(server.address, port: 80)
            settings.results?.down[proxy.name, default: []].formSymmetricDifference([endpoint])
            if let results = settings.results,
                let patched = current.patched(by: results, at: [proxy.name: [endpoint]])
            {
                current = patched
            } else {
                current = WorkerConfiguration(for: spec, settings: settings)
            }
        }
        #expect(revisions > 1, "seed \(seed): \(revisions)")
    }

    @Test("a configuration with other surroundings is rendered whole")
    func surroundings() {
        var source = HostileSpec(seed: 1)
        let spec = source.spec()
        let current = WorkerConfiguration(for: spec, settings: Self.settings)
        func isRevised(_ change: (inout Spec, inout HAProxySettings) -> Void) -> Bool {
            var (spec, settings) = (spec, Self.settings)
            change(&spec, &settings)
            return current.revised(for: spec, settings: settings, certificates: []) != nil
        }
        #expect(isRevised { _, _ in })
        #expect(isRevised { _, settings in settings.maxConnections = 5 })
        let server = ProxyServer(name: "new", address: .v4(IPv4Address(rawValue: 0x0a00_00ff)))
        #expect(isRevised { spec, _ in spec.proxies[2].servers.append(server) })
        #expect(!isRevised { spec, _ in spec.sslServices[0].redirect = false })
        #expect(!isRevised { spec, _ in spec.haproxy.maxReloads = 7 })
        #expect(!isRevised { spec, _ in spec.health.fall = 9 })
        #expect(!isRevised { spec, _ in spec.holdingPage.retryAfter = 9 })
        #expect(!isRevised { _, settings in settings.stamp = "t" })
        #expect(!isRevised { _, settings in settings.holdingPage = "<p>" })
        #expect(!isRevised { _, settings in settings.listens.leftOut = spec.proxyEndpoints })
    }
}
