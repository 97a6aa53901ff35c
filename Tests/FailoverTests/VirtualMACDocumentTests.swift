import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@Suite(
    "Virtual MAC addresses of a document", .enabled(if: Balancers.isPossible), .serialized,
    .ownThreads)
struct VirtualMACDocumentTests {
    private static let lines = ["virtualMac: true"]

    /// The MAC address of the virtual address, as the client knows it.
    private func neighbour(_ pair: Balancers) throws -> String {
        try pair.on("c", "ip neigh show \(Balancers.address)")
    }

    @Test("the client keeps the MAC address over a handover")
    func handover() throws {
        let pair = try Balancers.started(document(Self.lines))
        let probing = try Probing(pair)
        #expect(try neighbour(pair).contains("00:00:5e:00:01:33"))
        #expect(try pair.status("a").addresses.map(\.words) == ["on this node, by election"])
        #expect(try pair.command("a", "failover", "--to", "b").status == 0)
        #expect(try pair.isHolding("b"))
        #expect(try neighbour(pair).contains("00:00:5e:00:01:33"))
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
    }

    @Test("without failover in the document the address is on the document's interface")
    func removed() throws {
        let pair = try Balancers(document(Self.lines))
        try pair.start("a")
        pair.expect("a has the address") { try pair.isHolding("a") }
        let process = try pair.election("a")?.processID
        try pair.save(single, on: "a")
        pair.expect("the election has ended") {
            try pair.election("a") == nil && !pair.runs(process)
                && pair.status("a").addresses.first?.elected == nil
        }
        #expect(
            try pair.on("a", "ip -o addr show dev eth0").contains(" \(Balancers.address)/32 "))
        #expect(try !pair.on("a", "ip -br link").contains("vrrp"))
    }
}
