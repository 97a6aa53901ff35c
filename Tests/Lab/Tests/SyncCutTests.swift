import Addresses
import LabSupport
import Testing

extension InLab {
    /// A link of its own for synchronised connections, which fails.
    @Suite("SyncCut")
    struct SyncCut {
        private static let loss = "connection sync: no message of lb1 arrives over sync0"

        /// A pair with the link `sync0` between the nodes.
        private func pair() throws -> Pair {
            let pair = try Pair([try Path.masq.service()], sync: "sync0")
            try pair.shell(
                "ip -n lb1 link del sync0 2>/dev/null;"
                    + " ip link add sync0 netns lb1 type veth peer name sync0 netns lb2"
                    + " && ip -n lb1 addr add 10.7.0.1/24 dev sync0"
                    + " && ip -n lb2 addr add 10.7.0.2/24 dev sync0"
                    + " && ip -n lb1 link set sync0 up && ip -n lb2 link set sync0 up", nil)
            try pair.start()
            return pair
        }

        private func isReady(_ pair: Pair, _ index: Int) throws -> Bool {
            let text = try pair.command(index, "status", "--json").run().output
            return !text.filter { !$0.isWhitespace }.contains("\"awaitsConnections\":true")
        }

        @Test("a node without a carrier of the connections gets the addresses by force alone")
        func carrier() throws {
            let pair = try pair()
            defer { _ = try? pair.shell("ip -n lb1 link del sync0", nil) }
            try pair.expect("lb2 is ready") { try isReady(pair, 1) }
            try pair.shell("ip link set sync0 down", "lb1")
            try pair.expect("lb2 is not ready") { try !isReady(pair, 1) }
            try pair.expect("a handover is refused, with the way to force it") {
                let refused = try pair.command(0, "failover").run()
                return refused.status == 1 && "\(refused)".contains("--force")
            }
            #expect(try pair.isHolding(0))
            let forced = try pair.command(0, "failover", "--force").run()
            #expect(forced.status == 0, "\(forced)")
            #expect(try pair.isHolding(1) && !pair.isHolding(0))
            try pair.shell("ip link set sync0 up", "lb1")
            // The connections of that time arrive within a round, which lb1 waits for.
            _ = try pair.command(0, "resume").run()
            #expect(try pair.isHolding(1) && !pair.isHolding(0))
            try pair.expect("lb1 has the addresses after the round") {
                try pair.isHolding(0) && !pair.isHolding(1)
            }
        }

        @Test("lost messages with a carrier are named, and prevent a planned handover")
        func loss() throws {
            let pair = try pair()
            let rule = "INPUT -i sync0 -p udp --dport 8848 -j DROP"
            defer {
                _ = try? pair.shell("iptables-legacy -w -D \(rule)", "lb2")
                _ = try? pair.shell("ip -n lb1 link del sync0", nil)
            }
            try pair.expect("lb2 is ready") { try isReady(pair, 1) }
            try pair.shell("iptables-legacy -w -I \(rule)", "lb2")
            try pair.expect("lb2 names the loss, and is not ready") {
                try !isReady(pair, 1)
                    && pair.command(1, "status").run().output.contains(Self.loss)
            }
            let refused = try pair.command(0, "failover").run()
            #expect(refused.status == 1, "\(refused)")
            #expect(try pair.isHolding(0))
            try pair.shell("iptables-legacy -w -D \(rule)", "lb2")
            try pair.expect("lb2 is ready after a round") { try isReady(pair, 1) }
            #expect(try pair.command(0, "failover").run().status == 0)
        }
    }
}
