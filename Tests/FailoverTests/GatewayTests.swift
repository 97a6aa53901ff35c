import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Gateways, and nodes that are separated from each other.
@Suite(
    "Gateways and separated nodes", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct GatewayTests {
    private func pair() throws -> Balancers {
        let pair = try Balancers.started(document(["gateways: [10.9.0.3]"]))
        pair.expect("both reach the gateway") {
            try ["a", "b"].allSatisfy {
                try pair.election($0)?.gateways.map(\.isReached) == [true]
            }
        }
        return pair
    }

    @Test("of two separated nodes the one without a gateway has no addresses")
    func oneSide() throws {
        let pair = try pair()
        try pair.on("a", "ip route add blackhole 10.9.0.3/32")
        try pair.separate(true)
        pair.expect("b alone has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        pair.expect("a knows why") { try pair.group("a")?.role == .faulty }
        try pair.separate(false)
        try pair.on("a", "ip route del blackhole 10.9.0.3/32")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
    }

    @Test("a link-local gateway answers on the second interface alone")
    func linkLocal() throws {
        let text = document(["gateways: ['fe80::99']"]).replacing(
            "links: [{interface: eth0}]", with: "links: [{interface: eth0}, {interface: eth1}]")
        let pair = try Balancers(text)
        let hub = pair.name("hub")
        try shell("ip -n \(hub) link add br1 type bridge && ip -n \(hub) link set br1 up")
        for host in Balancers.hosts {
            let space = pair.name(host)
            try shell(
                """
                set -e
                ip -n \(space) link add eth1 type veth peer name \(host)1 netns \(hub)
                ip -n \(hub) link set \(host)1 master br1 up; ip -n \(space) link set eth1 up
                """)
        }
        for (host, number) in [("a", 1), ("b", 2)] {
            try pair.on(host, "ip addr add 10.8.0.\(number)/24 dev eth1")
        }
        try pair.on("c", "ip addr add fe80::99/64 dev eth1 nodad")
        for host in ["a", "b"] { try pair.start(host) }
        pair.expect("both reach the gateway") {
            try ["a", "b"].allSatisfy {
                try pair.election($0)?.gateways.map(\.isReached) == [true]
            }
        }
        pair.expect("a alone has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        try pair.on("c", "ip addr del fe80::99/64 dev eth1")
        pair.expect("both have lost it") {
            try ["a", "b"].allSatisfy {
                try pair.election($0)?.gateways.map(\.isReached) == [false]
            }
        }
        #expect(try pair.isHolding("a"), "both have lost the same")
    }

    /// Decision 62: a gateway that both reach is no witness of the other node.
    @Test("separated nodes that both reach the gateway are both master, report it, and settle it")
    func bothSides() throws {
        let pair = try pair()
        try pair.separate(true)
        pair.expect("both have the address") { try pair.isHolding("a") && pair.isHolding("b") }
        for (host, other) in [("a", "b"), ("b", "a")] {
            pair.expect("\(host) does not hear \(other)") {
                try pair.status(host).health.reasons.contains {
                    $0.contains("\(other) has not been heard for")
                }
            }
        }
        try pair.separate(false)
        pair.expect("a alone has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
        pair.expect("both know the length") {
            try ["a", "b"].allSatisfy {
                try pair.events($0).contains { $0.contains("both had the addresses for") }
            }
        }
    }

    @Test("an address of another program on the backup degrades both nodes until it is gone")
    func foreignAddress() throws {
        let pair = try Balancers.started(document())
        try pair.on("b", "ip addr add \(Balancers.address)/32 dev eth0")
        let here = "has \(Balancers.address)/32 on this node, which is not master"
        pair.expect("b is degraded") {
            try pair.status("b").health.reasons.contains { $0.contains(here) }
        }
        pair.expect("a is degraded") {
            try pair.status("a").health.reasons.contains {
                $0.contains("another program has addresses of this group on b")
            }
        }
        #expect(try pair.command("b", "status").output.contains("another program has"))
        let event = "another program has an address of the group on this node: "
        #expect(try pair.events("b").contains { $0.contains(event) })
        try pair.on("b", "ip addr del \(Balancers.address)/32 dev eth0")
        pair.expect("both are healthy") {
            try ["a", "b"].allSatisfy { try pair.status($0).health.reasons == [] }
        }
    }

    @Test("a node whose controller has no document hands over to one that has")
    func noDocument() throws {
        let pair = try Balancers.started(document(), ["--keep-role"])
        pair.end("a", SIGKILL)
        // Without its state the controller has no earlier document either.
        try shell("rm -r \(pair.folder)/a-state")
        try pair.save("version: 1\nnonsense: true\n", on: "a")
        try pair.start("a", ["--keep-role"])
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        pair.expect("a names the reason") {
            try pair.election("a")?.unready == [UnreadyReason.document.sentence]
                && pair.group("a")?.priority == 1
        }
        try pair.save(document(), on: "a")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
    }

    /// Documents that differ for a moment: that of `b` has no service, and needs no IPVS.
    @Test(
        "a node that can't read the IPVS table hands over to one that is well",
        .enabled(if: access("/proc/net/ip_vs", F_OK) != 0))
    func unreadable() throws {
        let pair = try Balancers.started(document(), ["--keep-role"])
        let service = """
            services:
              - name: web
                listen: \(Balancers.address):80
                servers: [{name: web1, address: 10.9.0.3:80}]

            """
        try pair.save(document() + service, on: "a")
        pair.expect("b has the address") { try pair.isHolding("b") && !pair.isHolding("a") }
        pair.expect("a names the reason") {
            try pair.election("a")?.unready?.contains { $0.contains("IPVS") } == true
        }
        #expect(try pair.takeovers("b") >= 1)
        try pair.save(document(), on: "a")
        pair.expect("a has the address") { try pair.isHolding("a") && !pair.isHolding("b") }
    }
}
