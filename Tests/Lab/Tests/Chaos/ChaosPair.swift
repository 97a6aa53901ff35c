import Glibc
import LabSupport
import Seeds

/// Two nodes, the random events that happen to them, and the state that they must reach afterwards.
struct ChaosPair {
    private let nodes: [ChaosNode]
    private var dice: SeededNumbers
    private var current: ChaosDocument
    /// Every document that was saved, by its text.
    private var saved: [String: ChaosDocument] = [:]
    private var log: [String] = []
    private var counts: [String: Int] = [:]

    /// Creates a pair that has converged on a first document.
    init(seed: Int) throws {
        dice = SeededNumbers(seed: seed)
        nodes = [try ChaosNode("lb1"), try ChaosNode("lb2")]
        current = try ChaosDocument()
        saved[current.text] = current
        try nodes[0].save(current.text)
        try nodes[0].supervise()
        let invitation = try nodes[0].peer("init").output()
        guard let token = invitation.split(whereSeparator: \.isWhitespace).last else {
            throw LabFailure("peer init printed no token: \(invitation)")
        }
        let join = nodes[1].peer("join", "10.0.1.1", "--token", String(token))
        // The controller listens once it has seen its identity.
        guard try eventually(within: 20, { try join.run().status == 0 }) else {
            throw LabFailure("lb2 can't join")
        }
        try nodes[1].supervise()
        if let difference = try settle() { throw LabFailure("at the start: \(difference)") }
    }

    /// All events, one line each.
    var history: String { log.joined(separator: "\n") }

    /// The number of events of each kind.
    var summary: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// Lets one random event happen.
    mutating func happen(_ number: Int) throws {
        let node = dice.pick(nodes)
        for each in nodes where dice.oneIn(2) { try each.supervise() }
        let kind: String
        switch Int.random(in: 0..<21, using: &dice) {
        case 0..<7:
            kind = "edit"
            try edit(node, number)
        case 7, 8:
            kind = "controller killed"
            node.signal(SIGKILL)
        case 9:
            kind = "controller ended"
            try node.stop()
        case 10:
            kind = "election killed"
            node.killAll(named: "ballast-elect")
        case 11:
            kind = "watcher killed"
            node.killAll(named: "ballast-watch")
        case 12..<15:
            kind = "link cut or healed"
            node.toggle(dice.oneIn(2) ? 0 : 1)
        case 15:
            kind = "failover"
            _ = try node.ballast("failover").run()
        case 16:
            kind = "drift"
            _ = try Program(["ipvsadm", "-C"], on: node.name).run()
        case 17:
            kind = "controller stopped for a while"
            node.signal(SIGSTOP)
            usleep(500_000)
            node.signal(SIGCONT)
        case 18:
            kind = "bad edit"
            try node.save((try node.text() ?? current.text) + "nonsense: true\n")
        case 19:
            kind = "HAProxy killed"
            node.killAll(named: "haproxy")
        default:
            kind = "all healed"
            for node in nodes { node.heal() }
        }
        counts[kind, default: 0] += 1
        log.append("\(number) \(kind) \(node.name)")
        usleep(UInt32.random(in: 0...800_000, using: &dice))
    }

    /// Edits the document that the node has, whatever the other has.
    private mutating func edit(_ node: ChaosNode, _ number: Int) throws {
        // After a bad edit the text is no document of ours, and the newest one is edited.
        var document = try node.text().flatMap { saved[$0] } ?? current
        try document.change(&dice, edit: number)
        saved[document.text] = document
        current = document
        try node.save(document.text)
    }

    /// Ends all disturbances and waits for one state; returns the difference that remains.
    mutating func settle() throws -> String? {
        for node in nodes {
            node.heal()
            try node.supervise()
        }
        // A bad edit stays until it is mended, and is never replaced silently.
        for node in nodes {
            guard let text = try node.text(), saved[text] == nil else { continue }
            try node.save(text.replacing("nonsense: true\n", with: ""))
        }
        for node in nodes { _ = try node.ballast("resume").run() }
        var difference: String?
        let isSettled = try eventually(within: 120) {
            for node in nodes { try node.supervise() }
            difference = try self.difference()
            if difference?.hasPrefix("a conflict") == true { try decide() }
            return difference == nil
        }
        return isSettled
            ? nil
            : (difference ?? "") + nodes.map { "\n\($0.name):\n\($0.written)" }.joined()
    }

    /// Decides a conflict as an operator does.
    private mutating func decide() throws {
        counts["conflict decided", default: 0] += 1
        _ = try nodes[0].ballast("peer", "sync", "--from", "lb1").run()
        usleep(500_000)
    }

    private func difference() throws -> String? {
        let statuses = try nodes.map { try $0.ballast("status").run().output }
        // Not the events below, which name conflicts that have ended.
        if statuses.contains(where: { $0.contains("\nconflict") }) {
            return "a conflict\n" + statuses.joined(separator: "\n")
        }
        let texts = try nodes.map { try $0.text() ?? "none" }
        guard texts[0] == texts[1] else { return "two documents:\n\(texts[0])\n\(texts[1])" }
        guard let document = saved[texts[0]] else { return "an unknown text:\n\(texts[0])" }
        for node in nodes where try node.balancer.table() != document.table {
            return "the table of \(node.name): \(try node.balancer.table())"
        }
        for node in nodes where try !node.listens(on: ChaosDocument.proxy) {
            return "the proxy of \(node.name) does not listen"
        }
        let holders = try nodes.filter { try $0.holds(ChaosDocument.address) }.map(\.name)
        return holders == ["lb1"] ? nil : "the address is on \(holders)"
    }
}
