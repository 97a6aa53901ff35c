import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Both nodes at work: the document of the guide, with conditions.
@Suite("Groups of addresses", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct GroupTests {
    private static let mail = ["10.9.0.110", "fd09::110"]

    /// - Parameter process: the name of the process that the node needs.
    private static func document(_ process: String) -> String {
        """
        version: 1
        cluster:
          name: pair
          nodes:
            - {name: a, address: 10.9.0.1, priority: 150}
            - {name: b, address: 10.9.0.2, priority: 100}
          failover:
            interval: 200ms
            links: [{interface: eth0}]
            groups:
              - {name: web, virtualRouterId: 51}
              - {name: mail, virtualRouterId: 52, preferredNode: b}
              - {name: mail6, virtualRouterId: 53, together: mail}
            track:
              - {name: uplink, interface: d0}
              - {name: relay, process: \(process)}
        virtualAddresses:
          - {address: \(Balancers.address)/24, interface: eth0}
          - {address: 10.9.0.110/24, interface: eth0, group: mail}
          - {address: "fd09::110/64", interface: eth0, group: mail6}

        """
    }

    @Test("each node has its groups, and all of them while a condition of the other one holds")
    func conditions() throws {
        // Namespaces of networks share their processes: each node needs another one.
        let relay = "bfp\(UInt16.random(in: 0...UInt16.max))"
        let pair = try Balancers(Self.document("ballast"))
        try pair.save(Self.document(relay), on: "a")
        let program = "\(pair.folder)/\(relay)"
        try shell("cp /bin/sleep \(program)")
        func run() throws {
            // It ends with the processes of its namespace.
            try pair.on("c", "setsid \(program) 600 </dev/null >/dev/null 2>&1 &")
        }
        try run()
        for host in ["a", "b"] {
            try pair.on(host, "ip link add d0 type veth peer name d1")
            for end in ["d0", "d1"] { try pair.on(host, "ip link set \(end) up") }
            try pair.start(host)
        }
        func expect(_ sentence: String, web: String, mail: String) {
            pair.expect(sentence) {
                try ["a", "b"].allSatisfy { host in
                    try pair.has(host, Balancers.address) == (host == web)
                        && Self.mail.allSatisfy { try pair.has(host, $0) == (host == mail) }
                }
            }
        }
        expect("both work", web: "a", mail: "b")
        try pair.on("a", "ip link set d0 down")
        expect("b has all", web: "b", mail: "b")
        #expect(try pair.election("a")?.faults.count == 1)
        try pair.on("a", "ip link set d0 up")
        expect("both work again", web: "a", mail: "b")
        try pair.on("b", "ip link set d0 down")
        expect("a has all: mail6 follows mail", web: "a", mail: "a")
        try pair.on("b", "ip link set d0 up")
        expect("both work again", web: "a", mail: "b")
        // The processes of the client's namespace are those of this test alone.
        try shell("ip netns pids \(pair.name("c")) | xargs -r kill -9")
        expect("b has all, since a has no relay", web: "b", mail: "b")
        try run()
        expect("both work again", web: "a", mail: "b")
    }
}
