import Addresses
import Foundation
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Two election processes", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct ElectionProcessTests {
    /// Two nodes, of which `a` is preferred and active.
    private struct Pair {
        let segment: Segment
        let a: Node
        let b: Node
        private let addresses: [String]

        init(
            addresses: [String] = Node.addresses,
            _ change: @Sendable (inout SpeakerSettings) -> Void = { _ in }
        ) throws {
            self.addresses = addresses
            segment = try Segment()
            a = try Node("a", on: segment)
            b = try Node("b", on: segment)
            try a.start(try Node.settings("a", priority: 150, change))
            try b.start(try Node.settings("b", priority: 100, change))
            try expectActive(a, over: b)
            let isMutual = try eventually {
                try [a, b].allSatisfy { node in
                    try node.status().groups.first?.peers.first?.hearsThisNode == true
                }
            }
            #expect(isMutual)
        }

        /// Waits until one node alone is active and has the addresses.
        func expectActive(
            _ one: Node, over other: Node, sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let isSettled = try eventually {
                try one.role() == .active && other.role() == .backup && one.isHolding(addresses)
                    && segment.lacks(other.host, addresses)
            }
            let states = [try one.status(), try other.status()]
            #expect(isSettled, "\(states)", sourceLocation: sourceLocation)
        }
    }

    @Test("one is active and has the addresses; both hear each other")
    func election() throws {
        let pair = try Pair()
        let status = try pair.a.status()
        #expect(status.hasController)
        #expect(status.groups.first?.held == 3)
        #expect(status.groups.first?.peers.map(\.node) == ["b"])
        #expect(status.groups.first?.peers.first?.hearsThisNode == true)
        #expect(status.links.first?.fault == nil)
        #expect(status.links.first?.refused == [:])
        let neighbour = try pair.segment.on("c", "ping -c 1 -W 5 10.9.0.100")
        #expect(neighbour.contains("1 received"))
    }

    @Test("after kill -9 of the active process the other has the addresses")
    func killed() throws {
        let pair = try Pair()
        pair.a.kill(SIGKILL)
        #expect(try eventually { try pair.b.isHolding() && pair.b.role() == .active })
        // The dead process has left its addresses; the next one removes them before it sends.
        #expect(try pair.a.isHolding())
        try pair.a.start(
            try Node.settings("a", priority: 150) { $0.groups[0].preempts = false })
        #expect(try pair.segment.lacks("a", Node.addresses))
        #expect(try pair.a.role() == .backup)
        #expect(try pair.a.history().first { $0.kind == .role }?.value == "backup")
        try pair.expectActive(pair.b, over: pair.a)
    }

    @Test("SIGTERM hands over before the addresses are removed: a client loses nothing")
    func terminated() throws {
        let pair = try Pair()
        let ping = Process()
        ping.executableURL = URL(filePath: "/usr/bin/env")
        ping.arguments = [
            "ip", "netns", "exec", pair.segment.name("c"), "ping", "-q", "-i", "0.02", "-W", "2",
            "10.9.0.100",
        ]
        let output = Pipe()
        ping.standardOutput = output
        try ping.run()
        usleep(300_000)
        pair.a.kill(SIGTERM)
        #expect(try pair.b.isHolding(), "the process ends after the other one has the addresses")
        #expect(try pair.segment.lacks("a", Node.addresses))
        #expect(pair.a.process?.terminationStatus == 0)
        let history = try pair.b.history()
        #expect(history.last { $0.kind == .role }?.cause == "handedOver", "\(history)")
        usleep(300_000)
        kill(ping.processIdentifier, SIGINT)
        ping.waitUntilExit()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains(" 0% packet loss"), "\(text)")
    }

    @Test("without a controller the role stays; the next controller adopts the process")
    func adopted() throws {
        let pair = try Pair()
        let session = try pair.a.status().session
        let last = try pair.a.status().lastEvent
        pair.a.leave()
        #expect(try eventually { try pair.b.status().groups.first?.peers.first?.role == .active })
        #expect(try pair.a.isHolding())
        try pair.a.adopt(after: 0)
        let settings = try Node.settings("a", priority: 150)
        #expect(try pair.a.request(.settings(settings)) == .accepted)
        #expect(try pair.a.status().session == session)
        #expect(try pair.a.status().lastEvent == last, "the loss and the return change nothing")
        #expect(try pair.a.role() == .active)
        #expect(try pair.a.history().map(\.number) == Array(1...last))
    }

    @Test("after the grace a node without a controller hands over to one that has its own")
    func grace() throws {
        let pair = try Pair { $0.controllerGrace = .milliseconds(300) }
        pair.a.leave()
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try eventually { try pair.segment.lacks("a", Node.addresses) })
        try pair.a.adopt()
        try pair.expectActive(pair.a, over: pair.b)
    }

    @Test("a cut cable moves the role; with a second link nothing else is known of it")
    func cut() throws {
        let pair = try Pair { $0.links.append(LinkSettings(interface: "eth1")) }
        #expect(
            try eventually {
                let peers = try pair.a.status().groups.first?.peers
                return peers?.first?.silence.keys.sorted() == ["eth0", "eth1"]
            })
        try pair.segment.cable(of: "a", isJoined: false)
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try pair.a.role() == .faulty)
        #expect(try pair.segment.lacks("a", Node.addresses))
        #expect(try pair.b.history().last { $0.kind == .role }?.cause == "handedOver")
        try pair.segment.cable(of: "a", isJoined: true)
        try pair.expectActive(pair.a, over: pair.b)
        #expect(try pair.a.history().allSatisfy { $0.kind != .splitBrain })
    }

    @Test(
        "over a serial line the other node learns at once that the cable is cut",
        .enabled(if: Shell.has("socat")))
    func serialLine() throws {
        let folder = try Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        defer {
            // A folder that is not there needs no removal.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let line = Process()
        line.executableURL = URL(filePath: "/usr/bin/env")
        line.arguments = [
            "socat", "pty,raw,echo=0,link=\(folder)/a", "pty,raw,echo=0,link=\(folder)/b",
        ]
        try line.run()
        // Programs that these tests start inherit a mask that blocks SIGTERM.
        defer {
            kill(line.processIdentifier, SIGKILL)
            line.waitUntilExit()
        }
        let ends = ["a", "b"].map { "\(folder)/\($0)" }
        #expect(eventually { ends.allSatisfy { access($0, F_OK) == 0 } })
        let devices = try Dictionary(
            uniqueKeysWithValues: ["a", "b"].map { host in
                (
                    host,
                    try Shell.run("readlink -f \(folder)/\(host)")
                        .trimmingCharacters(in: .whitespacesAndNewlines)
                )
            })
        let pair = try Pair { settings in
            guard let device = devices[settings.node] else { return }
            settings.links.append(LinkSettings(device: device, speed: 115_200))
        }
        #expect(
            try eventually {
                let silence = try pair.b.status().groups.first?.peers.first?.silence
                return silence?.count == 2
            })
        try pair.segment.cable(of: "a", isJoined: false)
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        #expect(try pair.b.history().last { $0.kind == .role }?.cause == "handedOver")
        #expect(try pair.segment.lacks("a", Node.addresses))
        // A line that ends is a link that is down, and nothing else.
        kill(line.processIdentifier, SIGKILL)
        #expect(try eventually { try pair.b.status().links[1].fault != nil })
        #expect(try pair.b.role() == .active)
        let before = try processorTime(of: pair.b)
        _ = try pair.b.status()
        usleep(1_000_000)
        let used = try processorTime(of: pair.b) - before
        #expect(used < 50, "a line that hung up does not keep the loop busy")
    }

    /// The processor time that a node's process has used, in hundredths of a second.
    private func processorTime(of node: Node) throws -> Int {
        let number = try #require(node.process?.processIdentifier)
        let text = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
        let fields = try #require(text.split(separator: ")").last).split(separator: " ")
        return try #require(Int(fields[11])) + #require(Int(fields[12]))
    }

    @Test("a second link that is cut changes nothing")
    func secondLink() throws {
        let pair = try Pair { $0.links.append(LinkSettings(interface: "eth1")) }
        try pair.segment.on("a", "ip link set eth1 down")
        #expect(try eventually { try pair.a.status().links[1].fault != nil })
        #expect(try eventually { try pair.b.status().links[1].fault != nil })
        try pair.expectActive(pair.a, over: pair.b)
        #expect(try pair.b.history().filter { $0.kind == .role }.map(\.value) == ["backup"])
    }

    @Test("unicast elects one")
    func unicast() throws {
        let pair = try Pair(addresses: [Node.four]) { settings in
            settings.links[0].peers = (1...2).flatMap { number in
                [IPAddress("10.9.0.\(number)")].compactMap { $0 }
            }
            settings.groups[0].routers.removeLast()
        }
        #expect(try pair.a.status().links.first?.refused == [:])
    }

    @Test("a planned handover, standby and resume")
    func commands() throws {
        let pair = try Pair()
        #expect(try pair.a.request(.handOver(group: "web", to: "b")) == .accepted)
        try pair.expectActive(pair.b, over: pair.a)
        #expect(try pair.a.request(.resume(group: nil)) == .accepted)
        try pair.expectActive(pair.a, over: pair.b)
        #expect(try pair.a.request(.standBy(group: nil)) == .accepted)
        try pair.expectActive(pair.b, over: pair.a)
        #expect(try pair.a.status().groups.first?.isStandingBy == true)
        #expect(try pair.a.request(.resume(group: "web")) == .accepted)
        try pair.expectActive(pair.a, over: pair.b)
        guard case .refused = try pair.a.request(.standBy(group: "none")) else {
            Issue.record("a group that does not exist")
            return
        }
    }

    @Test("a node that the controller reports as worse off yields, and takes the role back")
    func condition() throws {
        let pair = try Pair()
        var condition = NodeCondition()
        condition.penalty = 100
        #expect(try pair.a.request(.condition(condition, group: nil)) == .accepted)
        try pair.expectActive(pair.b, over: pair.a)
        condition.penalty = 0
        #expect(try pair.a.request(.condition(condition, group: nil)) == .accepted)
        try pair.expectActive(pair.a, over: pair.b)
    }

    @Test("an address that another program removes is added again")
    func restored() throws {
        let pair = try Pair()
        try pair.segment.on("a", "ip addr del 10.9.0.100/32 dev eth0")
        #expect(try eventually { try pair.a.isHolding() })
        #expect(try pair.a.history().contains { $0.kind == .addressRestored })
        #expect(try pair.a.role() == .active)
    }

    @Test("an address of another program is never removed")
    func foreign() throws {
        let segment = try Segment()
        let a = try Node("a", on: segment)
        try segment.on("a", "ip addr add \(Node.four) dev eth0")
        try a.start(try Node.settings("a", priority: 150))
        #expect(try eventually { try a.role() == .active && a.isHolding() })
        #expect(try a.status().groups.first?.foreign == [Node.four])
        #expect(try a.status().groups.first?.held == 2)
        a.kill(SIGTERM)
        #expect(try segment.addresses(of: "a").contains(Node.four))
        #expect(try segment.lacks("a", ["fd09::100/64", "fe80::100/64"]))
    }

    @Test("new settings keep the role: addresses, priority, interval; a removed group is released")
    func settings() throws {
        let pair = try Pair()
        var new = try Node.settings("a", priority: 140, interval: .milliseconds(100))
        new.groups[0].routers[0].addresses.append(try Node.on("10.9.0.101/24"))
        new.groups[0].routers[1].addresses.removeLast()
        #expect(try pair.a.request(.settings(new)) == .accepted)
        #expect(try pair.segment.has("a", [Node.four, "10.9.0.101/24", "fe80::100/64"]))
        #expect(try pair.segment.lacks("a", ["fd09::100/64"]))
        #expect(try pair.a.role() == .active)
        #expect(try pair.a.status().groups.first?.priority == 140)
        #expect(try eventually { try pair.b.status().groups.first?.peers.first?.priority == 140 })
        #expect(try pair.a.history().filter { $0.value == "active" }.count == 1)
        new.groups = []
        #expect(try pair.a.request(.settings(new)) == .accepted)
        #expect(try eventually { try pair.segment.lacks("a", [Node.four, "10.9.0.101/24"]) })
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
    }

    @Test("the first address of a subnet leaves without the second one")
    func subnet() throws {
        let pair = try Pair()
        try pair.segment.on("a", "sysctl -qw net.ipv4.conf.all.promote_secondaries=0")
        try pair.segment.on("a", "sysctl -qw net.ipv4.conf.eth0.promote_secondaries=0")
        var new = try Node.settings("a", priority: 150)
        new.groups[0].routers[0].addresses += [
            try Node.on("10.20.0.1/24"), try Node.on("10.20.0.2/24"),
        ]
        #expect(try pair.a.request(.settings(new)) == .accepted)
        #expect(try pair.segment.has("a", ["10.20.0.1/24", "10.20.0.2/24"]))
        new.groups[0].routers[0].addresses.remove(at: 1)
        #expect(try pair.a.request(.settings(new)) == .accepted)
        #expect(try pair.segment.lacks("a", ["10.20.0.1/24"]))
        #expect(try pair.segment.has("a", ["10.20.0.2/24"]))
        #expect(try pair.a.history().contains { $0.kind == .addressRestored } == false)
    }

    @Test("a stopped process gives the role up when it continues, and there is one owner again")
    func stopped() throws {
        let pair = try Pair()
        pair.a.kill(SIGSTOP)
        #expect(try eventually { try pair.b.role() == .active && pair.b.isHolding() })
        pair.a.kill(SIGCONT)
        try pair.expectActive(pair.a, over: pair.b)
        let history = try pair.a.history()
        #expect(history.contains { $0.kind == .starved })
        #expect(
            history.filter { $0.kind == .role }.suffix(2).map(\.value) == ["backup", "active"])
    }
}
