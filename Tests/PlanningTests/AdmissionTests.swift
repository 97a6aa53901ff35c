import Addresses
import Model
import Testing

@testable import Planning

/// Edits by which an administrator loses the way in, whatever their keys are.
@Suite("The way in of an administrator")
struct AdmissionTests {
    private static let session = AdminPath(
        from: Endpoint("192.168.1.5", port: 50_000), to: Endpoint("10.0.0.21", port: 2200))

    private static let base: Spec = {
        var spec = Spec(
            virtualAddresses: [
                VirtualAddress(address: "10.0.0.1/24", interface: "e"),
                VirtualAddress(address: "10.0.0.2/24", interface: "e"),
            ])
        spec.cluster = Cluster(name: "c", nodes: [Node(name: "a", address: "10.0.0.21")])
        return spec
    }()

    private struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let loses: Bool
        let change: @Sendable (inout Spec) -> Void
    }

    private static func rule(_ text: String, _ chain: String = "filter INPUT") -> Edit {
        let loses = !text.hasPrefix("# ")
        let line = loses ? text : String(text.dropFirst(2))
        return Edit(testDescription: "\(chain) \(line)", loses: loses) { spec in
            var firewall = Firewall()
            var raw = Firewall.RawRule(line)
            raw.chain = chain
            firewall.rules = [raw]
            spec.firewall = firewall
        }
    }

    private static func nat(
        _ name: String, loses: Bool, _ change: @escaping @Sendable (inout Firewall) -> Void
    ) -> Edit {
        Edit(testDescription: name, loses: loses) { spec in
            var firewall = Firewall()
            change(&firewall)
            spec.firewall = firewall
        }
    }

    private static let edits: [Edit] = [
        rule("-p tcp --dport 22 -j DROP"), rule("-p tcp --dport 2200 -j REJECT"),
        rule("-j DROP"), rule("-s 192.168.1.0/24 -j DROP"),
        rule("-p tcp --dport 22 -m limit --limit 5/min -j DROP"),
        rule("-p tcp --dport 22 -i eth0 -j DROP"),
        rule("-p tcp --dport 22 -d 10.0.0.2 -j DROP"),
        rule("-p tcp --dport 22 -j DNAT --to-destination 10.9.9.9", "nat PREROUTING"),
        rule("-d 10.0.0.21 -j DNAT --to-destination 10.9.9.9", "nat PREROUTING"),
        rule("-p tcp --sport 22 -j DROP", "filter OUTPUT"),
        rule("-p tcp --dport 22 -j DROP", "mangle PREROUTING"),
        rule("# -p tcp --dport 80 -j DROP"), rule("# -p tcp --dport 22 -j ACCEPT"),
        rule("# -j DROP", "filter FORWARD"),
        nat("forward of SSH", loses: true) {
            $0.forwards = [.init(listen: "10.0.0.1:22", to: "192.168.7.1:22")]
        },
        nat("forward of another port", loses: false) {
            $0.forwards = [.init(listen: "10.0.0.1:2222", to: "192.168.7.1:22")]
        },
        nat("one-to-one of an own address", loses: true) {
            $0.oneToOne = [.init(external: "10.0.0.1", internal: "192.168.7.1", interface: "e")]
        },
        nat("masquerade", loses: false) {
            $0.masquerade = [.init(source: "192.168.7.0/24", interface: "e")]
        },
        nat("lock-down", loses: true) { $0.lockdown = .init(admin: ["192.168.1.0/24"]) },
        Edit(testDescription: "service at SSH", loses: true) {
            $0.services = [Service(name: "s", key: "tcp 10.0.0.21:22")]
        },
        Edit(testDescription: "service", loses: false) {
            $0.services = [Service(name: "s", key: "tcp 10.0.0.1:80")]
        },
        Edit(testDescription: "another virtual address", loses: false) {
            $0.virtualAddresses.removeLast()
        },
        Edit(testDescription: "forward of an address that comes with it", loses: false) {
            $0.virtualAddresses.append(VirtualAddress(address: "10.0.0.3/24", interface: "e"))
            var firewall = Firewall()
            firewall.forwards = [.init(listen: "10.0.0.3:22", to: "192.168.7.1:22")]
            $0.firewall = firewall
        },
    ]

    @Test("an edit that may take the way in is found", arguments: edits)
    private func loss(_ edit: Edit) {
        var new = Self.base
        edit.change(&new)
        #expect(Self.base.admits([Self.session], as: new) == !edit.loses)
        #expect(Self.base.admits([Self.session], as: Self.base))
        let time = Safety.confirmationTime(from: Self.base, to: new, for: [Self.session])
        #expect(time == (edit.loses ? Safety.usualTime : nil))
    }

    @Test("the address of an open session, and the network of a node, do not go unnoticed")
    func network() {
        var session = Self.session
        session.server = "10.0.0.2:22"
        var new = Self.base
        new.virtualAddresses.removeLast()
        #expect(!Self.base.admits([session], as: new))
        var old = Self.base
        var network = NodeNetwork()
        network.interfaces = [NetworkInterface(name: "eth0")]
        old.cluster?.nodes[0].network = network
        new = old
        new.cluster?.nodes[0].network?.nameservers = ["10.0.0.53"]
        new.cluster?.nodes[0].network?.interfaces.append(NetworkInterface(name: "eth1"))
        #expect(old.admits([], as: new))
        new.cluster?.nodes[0].network?.interfaces.removeFirst()
        #expect(!old.admits([], as: new))
    }

    @Test("a rule that has admitted an administrator does not leave unnoticed")
    func leaving() {
        var old = Self.base
        old.firewall = Firewall()
        old.firewall?.lockdown = .init(admin: ["192.168.1.0/24"], ports: [22...22, 2200...2200])
        #expect(!old.admits([Self.session], as: Self.base), "another firewall may drop by default")
        var raw = Self.base
        raw.firewall = Firewall()
        raw.firewall?.rules = [Firewall.RawRule("-p tcp --dport 22 -j ACCEPT")]
        #expect(!raw.admits([], as: Self.base))
        raw.firewall?.rules = [Firewall.RawRule("-p tcp --dport 80 -j ACCEPT")]
        #expect(raw.admits([], as: Self.base))
    }

    @Test("ports of clients that a rule spares by chance, and other ports of SSH servers, count")
    func ports() {
        var new = Self.base
        new.firewall = Firewall()
        new.firewall?.rules = [
            Firewall.RawRule("-p tcp --sport 41000:65535 -j DROP")
        ]
        #expect(!Self.base.admits([], as: new))
        new.firewall?.rules = [Firewall.RawRule("-p tcp --dport 2222 -j DROP")]
        #expect(Self.base.admits([], as: new))
        #expect(!Self.base.admits(AdminAccess(ports: [2222]), as: new))
    }

    @Test("addresses and networks that come with an edit may take the way of an administrator")
    func newcomers() {
        func adding(_ address: Prefix) -> Spec {
            var new = Self.base
            new.virtualAddresses.append(VirtualAddress(address: address, interface: "e"))
            return new
        }
        let access = AdminAccess(sessions: [Self.session], routers: ["10.0.0.254"])
        #expect(Self.base.admits(access, as: adding("10.0.0.3/24")))
        #expect(!Self.base.admits(access, as: adding("10.0.0.254/24")), "the router")
        #expect(!Self.base.admits(access, as: adding("192.168.1.5/32")), "the administrator")
        #expect(!Self.base.admits(access, as: adding("192.168.1.9/24")), "the network")
        #expect(Self.base.admits(access, as: adding("192.168.1.9/32")))

        var first = Self.base
        first.cluster?.nodes[0].network = NodeNetwork()
        #expect(!Self.base.admits([Self.session], as: first), "what the host has is unknown")
        first.cluster?.nodes[0].network?.manage = .none
        #expect(Self.base.admits([Self.session], as: first))

        var old = Self.base
        old.cluster?.nodes[0].network = NodeNetwork()
        func with(_ address: Prefix) -> Spec {
            var new = old
            new.cluster?.nodes[0].network?.interfaces = [
                NetworkInterface(name: "eth1", addresses: [address])
            ]
            return new
        }
        #expect(!old.admits([Self.session], as: with("192.168.1.1/24")))
        #expect(old.admits([Self.session], as: with("192.168.9.1/24")))
        #expect(!old.admits([], as: with("192.168.9.1/24")), "no administrator is known")
        #expect(old.admits([], as: with("192.168.9.1/32")))
    }

    @Test("a first document needs a confirmation for its firewall alone")
    func first() {
        var spec = Self.base
        spec.safety.confirmation = .automatic
        #expect(Safety.confirmationTime(ofFirst: spec) == nil)
        spec.firewall = Firewall()
        #expect(Safety.confirmationTime(ofFirst: spec) == nil)
        spec.firewall?.lockdown = .init(admin: ["192.168.1.0/24"])
        #expect(Safety.confirmationTime(ofFirst: spec) == Safety.usualTime)
        spec.safety.confirmation = .within(.seconds(7))
        #expect(Safety.confirmationTime(ofFirst: spec) == .seconds(7))
        spec.safety.confirmation = .never
        #expect(Safety.confirmationTime(ofFirst: spec) == nil)
    }
}
