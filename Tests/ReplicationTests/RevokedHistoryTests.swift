import Seeds
import Testing

@testable import Replication

/// Nodes that edit and exchange generations, one of which is revoked by another and goes on.
private struct World {
    /// A configuration with all edits that it includes or was made from.
    struct Text: Hashable {
        var edits: Set<Int>
        var digest: Digest { Digest(of: "\(edits.sorted())".utf8) }
    }

    struct Node {
        var text: Text
        var position: Position
        var hasHeard = false
        /// Whether another node has a configuration that this one does not take.
        var hasConflict = false
    }

    /// The last one is revoked.
    var nodes: [Node]
    var edits = CountedEdits()
    var next = 0
    /// The numbers of the edits of the last node in its history.
    private var places: [Int: UInt64] = [:]
    var lost: [String] = []

    init(count: Int) {
        let text = Text(edits: [])
        nodes = (0..<count).map { _ in
            Node(text: text, position: Position(contents: text.digest, vector: .init(["lb0": 1])))
        }
    }

    var revoked: Int { nodes.count - 1 }

    /// The edits of the revoked node that the first one did not know.
    var late: Set<Int> {
        Set(places.filter { $0.value > edits.limits["lb\(revoked)"] ?? .max }.keys)
    }

    mutating func edit(_ node: Int) {
        next += 1
        nodes[node].text.edits.insert(next)
        nodes[node].position = nodes[node].position.edited(
            to: nodes[node].text.digest, by: "lb\(node)")
        if node == revoked { places[next] = nodes[node].position.vector["lb\(node)"] }
    }

    /// The first node revokes the last one.
    mutating func revoke() {
        let name = "lb\(revoked)"
        edits = CountedEdits([name: nodes[0].position.vector[name]])
        nodes[0].hasHeard = true
    }

    /// Node `node` gets the generation of another one.
    mutating func exchange(_ node: Int, _ other: Int) {
        if nodes[node].hasHeard || nodes[other].hasHeard {
            guard node != revoked, other != revoked else { return }
            nodes[node].hasHeard = true
            nodes[other].hasHeard = true
        }
        let (own, offer) = (nodes[node], nodes[other])
        let known = own.hasHeard ? edits : CountedEdits()
        switch own.position.relation(
            of: offer.text.digest, offer.position.vector, counting: known)
        {
        case .same, .older: break
        case .conflict: nodes[node].hasConflict = true
        case .equivalent:
            nodes[node].position = own.position.counting(known).joined(with: offer.position.vector)
        case .newer:
            let gone = own.text.edits.subtracting(offer.text.edits).subtracting(late)
            if !gone.isEmpty { lost.append("lb\(node): \(gone) by lb\(other)") }
            nodes[node].position = own.position.counting(known)
                .replaced(by: offer.text.digest, offer.position.vector)
            nodes[node].text = offer.text
        }
    }
}

@Suite("Histories with a revoked node")
struct RevokedHistoryTests {
    @Test(
        "its late edits are in force nowhere without a conflict, and no edit of others is lost",
        arguments: 0..<1000)
    func histories(_ seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        var world = World(count: .random(in: 3...4, using: &numbers))
        let moment = Int.random(in: 0..<20, using: &numbers)
        for step in 0..<30 {
            if step == moment { world.revoke() }
            let node = Int.random(in: world.nodes.indices, using: &numbers)
            let other = Int.random(in: world.nodes.indices, using: &numbers)
            if numbers.oneIn(5) { world.edit(node) } else { world.exchange(node, other) }
        }
        for _ in 0..<10 {
            for index in world.nodes.indices { world.nodes[index].hasConflict = false }
            for node in 0..<world.revoked {
                for other in 0..<world.revoked where other != node { world.exchange(node, other) }
            }
        }
        #expect(world.lost == [], "seed \(seed)")
        let trusted = world.nodes[..<world.revoked]
        guard !trusted.contains(where: \.hasConflict) else { return }
        for node in trusted {
            #expect(node.text.edits.isDisjoint(with: world.late), "seed \(seed)")
            #expect(!world.edits.isExceeded(by: node.position.vector), "seed \(seed)")
            #expect(node.text == trusted[0].text, "seed \(seed)")
        }
    }

    @Test("a late edit is taken by a node that has not heard, and taken back when it has")
    func late() {
        for author in 0..<3 {
            var world = World(count: 3)
            world.edit(author)
            for other in 0..<3 where other != author { world.exchange(other, author) }
            world.revoke()
            world.edit(2)
            world.exchange(1, 2)
            #expect(!world.late.isDisjoint(with: world.nodes[1].text.edits))
            world.exchange(1, 0)
            #expect(world.nodes[1].text == world.nodes[0].text && world.lost == [])
            world.exchange(0, 1)
            #expect(!world.nodes[0].hasConflict && !world.nodes[1].hasConflict)
        }
    }
}
