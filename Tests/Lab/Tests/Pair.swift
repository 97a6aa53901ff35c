import Addresses
import LabSupport

/// lb1 and lb2 with one document: the links between them can be cut.
///
/// The gateway of the masq servers is a virtual address.
final class Pair {
    private let nodes: [Balancer]
    private var daemons: [Daemon?] = [nil, nil]
    private static let gateway = "10.0.1.100"
    /// The commands that remove the objects of a node.
    private static let reset =
        "ipvsadm -C; ipvsadm --stop-daemon master; ipvsadm --stop-daemon backup;"
        + " ip address flush dev eth0 to 10.0.0.96/27;"
        + " ip address flush dev eth0 to 2001:db8::100/120;"
        + " ip address flush dev eth1 to \(gateway)/32; true"

    /// Creates nodes with these services and more of their document; nothing is started.
    ///
    /// - Parameters:
    ///   - sync: the interface of the synchronised connections.
    ///   - addresses: adds lines to the virtual addresses.
    init(
        _ services: [Recipe], _ more: String = "", sync: String = "eth1",
        addresses: (String) -> String = { $0 }
    ) throws {
        nodes = [try Balancer("lb1"), try Balancer("lb2")]
        let document =
            Recipe.document(services)
            .replacing(
                "services:\n",
                with: addresses("  - {address: '\(Self.gateway)/24', interface: eth1}\n")
                    + "services:\n")
                + """
                cluster:
                  name: shop
                  nodes:
                    - {name: lb1, address: 10.0.1.1, priority: 150}
                    - {name: lb2, address: 10.0.1.2, priority: 100}
                  failover: {interval: 1s, links: [{interface: eth0}, {interface: eth1}]}
                  connectionSync: {interface: \(sync), id: 1}

                """ + more
        for node in nodes { try node.directory.write(document, to: "ballast.yaml") }
        for web in 1...3 {
            try Program(
                [
                    "sh", "-c",
                    "ip route add 10.0.1.0/24 dev eth1 table 101;"
                        + " ip route replace default via \(Self.gateway) table 101",
                ], on: "web\(web)"
            ).output()
        }
    }

    deinit {
        for index in nodes.indices {
            daemons[index] = nil
            // Commands of a clean-up: the processes may have ended, and the links be up.
            _ = try? shell("ip netns pids \(nodes[index].host) | xargs -r kill -9", nil)
            for link in ["e0", "e1"] {
                _ = try? shell("ip link set \(nodes[index].host)-\(link) up", nil)
            }
            _ = try? shell(Self.reset, nodes[index].host)
        }
        for web in 1...3 {
            _ = try? shell(
                "ip route replace default via 10.0.1.1 table 101;"
                    + " ip route del 10.0.1.0/24 table 101", "web\(web)")
        }
    }

    /// Runs a command on a host; nil: beside the hosts.
    @discardableResult
    func shell(_ text: String, _ host: String?) throws -> String {
        try Program(["sh", "-c", text], on: host).output()
    }

    /// Starts both nodes; lb1 has the addresses, and lb2 is ready to take them.
    func start() throws {
        for index in nodes.indices { try start(index) }
        try expect("lb1 has the addresses, and lb2 is ready") {
            try self.isHolding(0) && !self.isHolding(1)
                && self.command(0, "status", "--json").run().output
                    .filter { !$0.isWhitespace }.contains("\"isCandidate\":true")
        }
    }

    /// Starts the controller of a node.
    func start(_ index: Int) throws {
        daemons[index] = try Daemon(
            nodes[index].ballast("run", ["--node", nodes[index].host]))
    }

    /// Kills the processes of a node, then cuts its links: it says nothing to the other one.
    func kill(_ index: Int) throws {
        // A short one, such as iptables, may have ended before it is killed.
        _ = try? shell("ip netns pids \(nodes[index].host) | xargs -r kill -9", nil)
        daemons[index] = nil
        for link in ["e0", "e1"] {
            _ = try shell("ip link set \(nodes[index].host)-\(link) down", nil)
        }
    }

    /// Joins the links of a node, which has lost its state, as after a restart of the machine.
    func heal(_ index: Int) throws {
        _ = try shell(Self.reset, nodes[index].host)
        for link in ["e0", "e1"] {
            _ = try shell("ip link set \(nodes[index].host)-\(link) up", nil)
        }
    }

    /// A command about a node.
    func command(_ index: Int, _ words: String...) -> Program {
        let run = "\(nodes[index].directory.path)/run"
        return Program([Lab.ballast] + words + ["--runtime", run], on: nodes[index].host)
    }

    /// Whether a node has the virtual addresses.
    func isHolding(_ index: Int) throws -> Bool {
        try Witness.addresses(of: "eth0", on: nodes[index].host)
            .contains { $0.hasPrefix("10.0.0.100/") }
    }

    /// Waits until a node knows at least this many open connections and sticky clients.
    func expectSync(of count: Int, sticky: Int, on index: Int) throws {
        try expect("\(nodes[index].host) knows \(count) connections and \(sticky) clients") {
            let lines = try Program(["ipvsadm", "-L", "-c", "-n"], on: self.nodes[index].host)
                .output().split(separator: "\n")
            return lines.count { $0.contains("ESTABLISHED") } >= count
                // The template of a sticky client has no port.
                && lines.count { $0.contains(":0 ") } >= sticky
        }
    }

    /// Waits for a condition.
    ///
    /// **Errors:** it does not hold after 60 s.
    func expect(_ sentence: String, _ condition: () throws -> Bool) throws {
        guard try eventually(within: 60, condition) else {
            let logs = daemons.map { $0?.written ?? "" }.joined(separator: "\n")
            throw LabFailure("not so: \(sentence)\n\(logs)")
        }
    }
}
