import Foundation
import Seeds
import Testing

@testable import Replication

/// Nodes that edit, exchange generations over links that are cut, and join.
private struct World {
    /// A configuration with all that it was made from.
    struct Text: Hashable {
        var name: Int
        var ancestors: Set<Int>
        var digest: Digest { Digest(of: "\(name)".utf8) }
    }

    struct Generation: Hashable {
        var text: Text
        var vector: VersionVector
    }

    struct Node {
        var key: String
        var text: Text?
        var position: Position?
        /// The last offers of the others, which can be old.
        var offers: [Int: Generation] = [:]

        var generation: Generation? {
            guard let text, let position else { return nil }
            return Generation(text: text, vector: position.vector)
        }
    }

    var nodes: [Node]
    var cut: Set<Set<Int>> = []
    var next = 0
    var lost: [String] = []

    init(count: Int) {
        nodes = (0..<count).map { Node(key: "lb\($0)#1") }
    }

    mutating func edit(_ node: Int, to name: Int? = nil) {
        next += 1
        let former = nodes[node].text
        let name = name ?? next
        var ancestors = former?.ancestors ?? []
        if let former { ancestors.insert(former.name) }
        let text = Text(name: name, ancestors: ancestors)
        guard name != former?.name else { return }
        nodes[node].position =
            (nodes[node].position ?? Position(contents: text.digest, vector: .init()))
            .edited(to: text.digest, by: nodes[node].key)
        nodes[node].text = text
    }

    /// Node `node` gets the generation of another one, and settles all offers that it has.
    mutating func exchange(_ node: Int, _ other: Int) {
        if let offer = nodes[other].generation { nodes[node].offers[other] = offer }
        settle(node)
    }

    mutating func settle(_ node: Int) {
        for (_, offer) in nodes[node].offers.sorted(by: { $0.key < $1.key }) {
            guard let position = nodes[node].position, let text = nodes[node].text else {
                nodes[node].position = Position(
                    contents: offer.text.digest, vector: offer.vector)
                nodes[node].text = offer.text
                continue
            }
            switch position.relation(of: offer.text.digest, offer.vector) {
            case .same, .older, .conflict: break
            case .equivalent:
                nodes[node].position = position.joined(with: offer.vector)
                nodes[node].text?.ancestors.formUnion(offer.text.ancestors)
            case .newer:
                if !offer.text.ancestors.contains(text.name) {
                    lost.append("\(nodes[node].key): \(text.name) by \(offer.text.name)")
                }
                nodes[node].position = position.replaced(by: offer.text.digest, offer.vector)
                nodes[node].text = offer.text
                // The generation that this node makes of it replaces all that it had.
                nodes[node].text?.ancestors.formUnion(text.ancestors.union([text.name]))
            }
        }
    }

    /// `ballast peer sync --from`, on a node that is reached by the chosen one.
    mutating func choose(_ chosen: Int, on node: Int) {
        guard let offer = nodes[chosen].generation, let own = nodes[node].position else { return }
        let others = nodes[node].offers.values.map(\.vector) + [offer.vector]
        nodes[node].position = own.edited(
            to: offer.text.digest, by: nodes[node].key, replacing: others)
        nodes[node].text = Text(
            name: offer.text.name,
            ancestors: offer.text.ancestors.union(
                nodes.compactMap(\.text).flatMap { $0.ancestors.union([$0.name]) }))
    }

    /// All nodes exchange until nothing changes.
    mutating func quiet() -> Bool {
        for _ in 0..<50 {
            let former = nodes.map(\.position)
            for node in nodes.indices {
                for other in nodes.indices where other != node { exchange(node, other) }
            }
            if nodes.map(\.position) == former { return true }
        }
        return false
    }

    func hasConflict(_ node: Int) -> Bool {
        guard let position = nodes[node].position else { return false }
        return nodes.indices.contains { other in
            guard other != node, let offer = nodes[other].generation else { return false }
            return position.relation(of: offer.text.digest, offer.vector) == .conflict
        }
    }
}

@Suite("Histories")
struct HistoryTests {
    /// In quiet all are equal, or all that differ show a conflict.
    @Test("after random edits, cuts and merges no edit is lost silently", arguments: 0..<1000)
    func histories(_ seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        var world = World(count: .random(in: 2...5, using: &numbers))
        let nodes = world.nodes.indices
        for _ in 0..<Int.random(in: 5...60, using: &numbers) {
            let node = Int.random(in: nodes, using: &numbers)
            let other = Int.random(in: nodes, using: &numbers)
            switch Int.random(in: 0..<12, using: &numbers) {
            case 0, 1: world.edit(node)
            case 2:
                // An undone edit.
                if let name = world.nodes[node].text?.ancestors.randomElement(using: &numbers) {
                    world.edit(node, to: name)
                }
            case 3:
                // Two working copies of one repository.
                world.next += 1
                let name = world.next
                world.edit(node, to: name)
                world.edit(other, to: name)
            case 4:
                if !world.cut.insert([node, other]).inserted { world.cut.remove([node, other]) }
            case 5:
                // A node that lost its state: empty, with another key.
                if numbers.oneIn(4) {
                    world.nodes[node] = World.Node(key: "lb\(node)#\(world.next + 2)")
                }
            default:
                if node != other, !world.cut.contains([node, other]) {
                    world.exchange(node, other)
                }
            }
        }
        world.cut = []
        let isQuiet = world.quiet()
        #expect(isQuiet, "seed \(seed)")
        #expect(world.lost.isEmpty, "seed \(seed)")
        let digests = Set(world.nodes.compactMap(\.text?.digest))
        if digests.count > 1 {
            let shown = nodes.filter { world.hasConflict($0) }
            let texts = Set(shown.compactMap { world.nodes[$0].text?.digest })
            #expect(texts == digests, "seed \(seed): a difference without a conflict")
            // The choice of one node is that of all.
            let chosen = numbers.pick(Array(nodes))
            let decider = numbers.pick(Array(nodes))
            guard let text = world.nodes[chosen].text else { return }
            world.choose(chosen, on: decider)
            let isQuietAgain = world.quiet()
            #expect(isQuietAgain, "seed \(seed)")
            #expect(world.nodes.allSatisfy { $0.text?.name == text.name }, "seed \(seed)")
        }
    }

    @Test("the relation of two generations")
    func relations() {
        let (one, two) = (Digest(of: [1]), Digest(of: [2]))
        func vector(_ counts: [String: UInt64]) -> VersionVector { VersionVector(counts) }
        let own = Position(contents: one, vector: vector(["a": 2, "b": 1]))
        let table: [(Digest, [String: UInt64], Position.Relation)] = [
            (one, ["a": 2, "b": 1], .same), (one, ["a": 1], .same),
            (one, ["a": 3, "b": 1], .equivalent), (one, ["c": 1], .equivalent),
            (two, ["a": 2, "b": 1], .conflict), (two, ["a": 1, "b": 1], .older), (two, [:], .older),
            (two, ["a": 2, "b": 2], .newer), (two, ["a": 2, "b": 1, "c": 1], .newer),
            (two, ["a": 9], .conflict), (two, ["c": 1], .conflict),
        ]
        for (contents, counts, relation) in table {
            #expect(own.relation(of: contents, vector(counts)) == relation, "\(counts)")
        }
    }

    @Test("an edit of one of two equal working copies is newer for both")
    func workingCopies() {
        let (one, two) = (Digest(of: [1]), Digest(of: [2]))
        let first = Position(contents: one, vector: VersionVector(["a": 1]))
        let second = Position(contents: one, vector: VersionVector(["b": 1]))
        let edit = second.edited(to: two, by: "b")
        #expect(first.relation(of: two, edit.vector) == .conflict)
        let joined = first.joined(with: second.vector)
        #expect(joined.relation(of: two, edit.vector) == .newer)
        #expect(joined.relation(of: one, first.vector) == .same)
        let after = joined.replaced(by: two, edit.vector)
        #expect(after.relation(of: one, first.vector) == .older)
        #expect(edit.relation(of: two, after.vector) == .equivalent)
    }

    @Test("a membership that does not fit into a greeting is beyond the limits")
    func bytes() throws {
        let records = (0..<500).map { number in
            PeerRecord(
                name: String(repeating: "\"", count: 255),
                certificate: [UInt8(number % 256), UInt8(number / 256)],
                since: 1
            ).revoked(at: 2)
        }
        let membership = Membership(records)
        #expect(!membership.isWithinLimits)
        let names = (0..<500).map { number in
            PeerRecord(
                name: "node-\(number)", certificate: [UInt8(number % 256), UInt8(number / 256)],
                since: 1
            ).revoked(at: 2)
        }
        let usual = Membership(names)
        #expect(usual.isWithinLimits)
        #expect(try JSONEncoder().encode(usual).count <= Membership.encodedLimit)
    }

    @Test("memberships merge to one result in any order", arguments: 0..<200)
    func memberships(_ seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        let certificates = (0..<5).map { [UInt8($0)] }
        var parts: [Membership] = []
        for _ in 0..<6 {
            var membership = Membership()
            for _ in 0..<Int.random(in: 1...5, using: &numbers) {
                let record = PeerRecord(
                    name: numbers.pick(["a", "b", "c"]), certificate: numbers.pick(certificates),
                    addresses: numbers.pick([[], ["x"], ["y", "z"]]),
                    since: .random(in: 1...3, using: &numbers))
                let history = VersionVector([
                    "\(record.name)#1": .random(in: 0...3, using: &numbers), "b#2": 1,
                ])
                let known = numbers.oneIn(2) ? history : nil
                membership = membership.admitting(record, knowing: known)
                if numbers.oneIn(4) {
                    membership = membership.presenting(
                        record.fingerprint, as: numbers.pick(["a#1", "b#1"]), at: 3)
                }
                if numbers.oneIn(4) {
                    membership = membership.forgetting(record.fingerprint, at: 3)
                }
                if numbers.oneIn(4) {
                    membership = membership.revoking(record.fingerprint, at: 4, knowing: known)
                }
            }
            parts.append(membership)
        }
        // Each node gets all the others, in its own order, twice.
        let results = (0..<4).map { _ in
            let order = parts.shuffled(using: &numbers) + parts.shuffled(using: &numbers)
            return order.reduce(Membership()) { $0.merged(with: $1) }
        }
        let merged = results.reduce(Membership()) { $0.merged(with: $1) }
        for result in results {
            #expect(result.merged(with: merged) == merged, "seed \(seed)")
            #expect(merged.merged(with: result) == merged, "seed \(seed)")
        }
        let names = merged.trusted.map(\.name)
        #expect(Set(names).count == names.count)
        for part in parts {
            for record in part.records.values where record.state == .revoked {
                #expect(!merged.isTrusted(record.fingerprint), "a revocation prevails")
            }
        }
    }
}
