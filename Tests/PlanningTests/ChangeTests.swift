import Addresses
import Model
import Testing

@testable import Planning

/// Edits that shut an administrator out, or that remove much.
@Suite("Edits of a document")
struct ChangeTests {
    private static func locked(
        _ admin: [Prefix] = ["192.168.1.0/24"], _ confirmation: Safety.Confirmation = .lockdown
    ) -> Spec {
        var spec = Spec(virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "e")])
        spec.cluster = Cluster(name: "c", nodes: [Node(name: "a", address: "10.0.0.21")])
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: admin)
        spec.firewall = firewall
        spec.safety.confirmation = confirmation
        return spec
    }

    private struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let parts: [SensitivePart]
        /// Whether an administrator may lose the way in without another lock-down.
        var mayLose = false
        let change: @Sendable (inout Spec) -> Void
    }

    private static let edits: [Edit] = [
        Edit(testDescription: "none", parts: []) { _ in },
        Edit(testDescription: "another admin network", parts: [.lockdown, .firewall]) {
            $0.firewall?.lockdown?.admin = ["10.0.0.0/8"]
        },
        Edit(testDescription: "another port", parts: [.lockdown, .firewall]) {
            $0.firewall?.lockdown?.ports = [2222...2222]
        },
        // Rules of other programs may drop what the lock-down has admitted.
        Edit(testDescription: "no lock-down", parts: [.firewall], mayLose: true) {
            $0.firewall = nil
        },
        Edit(testDescription: "an allowance", parts: [.firewall]) {
            $0.firewall?.lockdown?.allow = [.init(service: "web", from: ["10.0.0.0/8"])]
        },
        Edit(testDescription: "the statistics page", parts: [.admin]) {
            $0.haproxy.statistics = "10.0.0.1:7777"
        },
        Edit(testDescription: "the address of the API", parts: [.admin]) {
            $0.admin.listen = "10.0.0.1:9443"
        },
        Edit(testDescription: "a node's address", parts: [.nodes]) {
            $0.cluster?.nodes[0].address = "10.0.0.22"
        },
        Edit(testDescription: "a node's network", parts: [.nodes], mayLose: true) {
            $0.cluster?.nodes[0].network = NodeNetwork()
        },
        Edit(testDescription: "a node's priority", parts: []) {
            $0.cluster?.nodes[0].priority = 7
        },
        Edit(testDescription: "a virtual address", parts: [.virtualAddresses]) {
            $0.virtualAddresses = []
        },
        Edit(testDescription: "a service", parts: []) {
            $0.services = [Service(name: "web", key: "tcp 10.0.0.1:80")]
        },
    ]

    @Test("the sensitive parts of an edit are found", arguments: edits)
    private func parts(_ edit: Edit) {
        let old = Self.locked()
        var new = old
        edit.change(&new)
        #expect(SensitivePart.differing(from: old, to: new) == edit.parts)
        let time = Safety.confirmationTime(from: old, to: new)
        let isNeeded = edit.parts.contains(.lockdown) || edit.mayLose
        #expect(time == (isNeeded ? Safety.usualTime : nil))
        for (confirmation, expected) in [
            (Safety.Confirmation.automatic, Safety.usualTime), (.within(.seconds(7)), .seconds(7)),
        ] {
            var (before, after) = (old, new)
            after.safety.confirmation = confirmation
            let demanded = Safety.confirmationTime(from: before, to: after)
            #expect(demanded == (edit.parts.isEmpty ? nil : expected))
            // An edit that switches its own protection off is protected.
            before.safety.confirmation = confirmation
            after.safety.confirmation = .never
            let own = Safety.confirmationTime(from: before, to: after)
            #expect(own == (edit.parts.isEmpty ? nil : expected))
        }
        var (before, after) = (old, new)
        before.safety.confirmation = .never
        after.safety.confirmation = .never
        #expect(Safety.confirmationTime(from: before, to: after) == nil)
    }

    @Test(
        "an edit that removes more than its limit is found",
        arguments: [
            ([5, 5], [5], Safety.RemovalLimit.share(50), nil as String?),
            ([5, 5], [4], .share(50), "6 of 10 servers"),
            ([2, 1], [], .share(50), "3 of 3 servers"),
            ([1], [], .share(50), nil), ([1, 1], [], .share(50), nil),
            ([1, 1, 1], [], .share(50), "3 of 3 services and 3 of 3 servers"),
            ([1, 1, 1, 1, 1, 1], [1, 1, 1], .share(50), nil),
            ([1, 1, 1, 1, 1, 1], [6], .share(50), "5 of 6 services"),
            ([9], [], .share(100), nil),
            ([9], [8], .count(0), "1 of 9 servers"), ([9], [8], .count(1), nil),
            ([3, 3], [3, 9], .count(0), nil), ([9], [9], .count(0), nil),
        ])
    func removals(
        _ old: [Int], _ new: [Int], _ limit: Safety.RemovalLimit, _ words: String?
    ) {
        func spec(_ counts: [Int]) -> Spec {
            var spec = Spec()
            for (index, count) in counts.enumerated() {
                var service = Service(name: "s\(index)", key: "tcp 10.0.0.1:80")
                service.servers = (0..<count).map { .at(.v4(IPv4Address(rawValue: UInt32($0)))) }
                spec.services.append(service)
            }
            return spec
        }
        #expect(Removal(from: spec(old), to: spec(new)).excess(over: limit) == words)
    }
}
