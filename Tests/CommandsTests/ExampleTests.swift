import Addresses
import Foundation
import HAProxy
import Model
import Planning
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

@Suite("Examples", .ownThreads)
struct ExampleTests {
    /// A host as it is after boot: the kernel's own sysctls, no services, the interfaces there.
    private static func freshHost(for spec: Spec) -> Observed {
        Observed(
            interfaces: Set(spec.virtualAddresses.map(\.interface)),
            switchedOff: [.forwarding(.ipv4), .forwarding(.ipv6)],
            sysctls: [
                .backupOnly: 0, .connectionReuseMode: 1, .connectionTracking: 0,
                .expireNoDestinationConnection: 0, .expireQuiescentTemplate: 0, .snatReroute: 1,
            ],
            timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))
    }

    /// The signals of a host that is the first node, and has its physical interfaces.
    private static func signals(for spec: Spec, _ host: inout Observed) -> Signals {
        var signals = Signals()
        guard let node = spec.cluster?.nodes.first, let network = node.network else {
            return signals
        }
        signals.hostName = node.name
        var state = NetworkState()
        state.hostName = node.name
        for interface in network.orderedInterfaces where interface.kind == nil {
            state.links[interface.name] = NetworkLink(index: Int32(state.links.count + 1))
        }
        host.network = state
        host.interfaces = Set(state.links.keys)
        return signals
    }

    @Test("there are examples")
    func exist() {
        #expect(Examples.cases.contains("quickstart"))
    }

    @Test("an example is good and without warnings", arguments: Examples.cases)
    func good(name: String) {
        let reading = DocumentReading(path: "\(Examples.folder.path)/\(name)/ballast.yaml")
        #expect(reading.diagnostics == [])
        #expect(reading.spec != nil)
    }

    @Test("an example's plan for a fresh host is its plan.txt", arguments: Examples.cases)
    func planned(name: String) throws {
        let reading = DocumentReading(path: "\(Examples.folder.path)/\(name)/ballast.yaml")
        let spec = try #require(reading.spec)
        var host = Self.freshHost(for: spec)
        let signals = Self.signals(for: spec, &host)
        let made = plan(from: host, to: desired(from: spec, signals: signals))
        let text = PlanText(made).text
        let file = Examples.folder.appending(path: "\(name)/plan.txt")
        if ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
    }

    @Test(
        "an example's firewall rules are its iptables.txt and ip6tables.txt",
        arguments: Examples.cases)
    func firewall(name: String) throws {
        let document = "\(Examples.folder.path)/\(name)/ballast.yaml"
        let spec = try #require(DocumentReading(path: document).spec)
        for family in AddressFamily.allCases where spec.firewallRules(family).count > 0 {
            let text = try Program(
                "render", "iptables", "--family", family.rawValue, "-f", document
            ).output
            let file = Examples.folder.appending(
                path: "\(name)/ip\(family == .ipv4 ? "" : "6")tables.txt")
            if ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] != nil {
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
        }
    }

    @Test("an example's configuration of HAProxy is its haproxy.cfg", arguments: Examples.cases)
    func rendered(name: String) throws {
        let document = "\(Examples.folder.path)/\(name)/ballast.yaml"
        let spec = try #require(DocumentReading(path: document).spec)
        guard spec.needsHAProxy else { return }
        let text = try Program("render", "haproxy", "-f", document).output
        let file = Examples.folder.appending(path: "\(name)/haproxy.cfg")
        if ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
    }
}
