import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@Suite(
    "An edit that adds failover", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct BeginningTests {
    @Test("a node that serves keeps its addresses: a client loses nothing")
    func alone() throws {
        let pair = try Balancers(single)
        try pair.start("a")
        pair.expect("a has the address") { try pair.isHolding("a") }
        let changes = "\(pair.folder)/changes"
        try pair.on("a", "sh -c 'exec ip -o monitor address >\(changes) 2>&1 &'")
        let probing = try Probing(pair)
        try pair.save(document(), on: "a")
        pair.expect("the election has the address") {
            try pair.group("a")?.role == .master && pair.isHolding("a")
        }
        let summary = probing.summary()
        #expect(summary.contains(" 0% packet loss"), "\(summary)")
        let text = try String(contentsOfFile: changes, encoding: .utf8)
        #expect(!text.contains("Deleted"), "\(text)")
    }

    @Test("a node that hears a master releases them, and takes the role in order")
    func besideMaster() throws {
        let pair = try Balancers(document())
        try pair.start("b")
        pair.expect("b is master") { try pair.isHolding("b") }
        // By mistake both have the address.
        try pair.save(single, on: "a")
        try pair.start("a")
        pair.expect("a has it too") { try pair.isHolding("a") }
        try pair.save(document(["preempt: false"]), on: "a")
        pair.expect("b alone has the address") {
            try pair.group("a")?.role == .backup && !pair.isHolding("a") && pair.isHolding("b")
        }
    }
}
