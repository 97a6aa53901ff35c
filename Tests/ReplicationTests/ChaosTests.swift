import Model
import Seeds
import Testing

@testable import Replication

@Suite("Replication among restarts")
struct ChaosTests {
    @Test("after random edits and restarts all nodes are equal or in conflict", arguments: [1, 2])
    func chaos(_ seed: Int) async throws {
        var numbers = SeededNumbers(seed: seed)
        let names = ["lb1", "lb2", "lb3"]
        let cluster = ReplicatedNode.Cluster(names)
        var nodes = try names.map { try ReplicatedNode($0, of: cluster) }
        nodes[0].place.write("doc 0\n", to: "etc/ballast.yaml")
        _ = try nodes[0].commands.initialize()
        for node in nodes { try await node.start() }
        let first = nodes[0]
        try await eventually("the first generation") { first.status?.generation != nil }
        for node in nodes[1...] {
            let token = try #require(JoinToken(try first.commands.invite().token))
            let address = try #require(cluster.nodes[0].address)
            _ = try await node.commands.join("\(address)", token: token)
            try await eventually("its first document") { node.status?.generation != nil }
        }
        var isRunning = [true, true, true]
        for step in 1...20 {
            let index = Int.random(in: 0..<3, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0 where isRunning[index]:
                await nodes[index].stop()
                isRunning[index] = false
            case 1 where !isRunning[index]:
                nodes[index] = try ReplicatedNode(names[index], of: cluster, at: nodes[index].place)
                try await nodes[index].start()
                isRunning[index] = true
            case 2:
                nodes[index].place.write("key \(step)", to: "etc/certs/shop.pem")
                await nodes[index].edit("doc \(step)\nfile certs/shop.pem\n")
            default:
                await nodes[index].edit("doc \(step)\n")
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...700, using: &numbers)))
        }
        for index in nodes.indices where !isRunning[index] {
            nodes[index] = try ReplicatedNode(names[index], of: cluster, at: nodes[index].place)
            try await nodes[index].start()
        }
        let all = nodes
        let details: @Sendable () -> String = {
            all.map { "\($0.name): \(String(describing: $0.status))" }.joined(separator: "\n")
        }
        try await eventually(
            "quiet",
            {
                let states = all.compactMap(\.status)
                let isEqual = Set(states.map { $0.generation?.id }).count == 1
                let shown = states.filter { $0.conflict != nil }.count
                return states.allSatisfy {
                    $0.peers.count == 2 && $0.peers.allSatisfy(\.isConnected)
                }
                    && (isEqual && shown == 0 || !isEqual && shown >= 2)
            }, details: details)
        if all.contains(where: { $0.status?.conflict != nil }) {
            let answer = await all[1].replicator.synchronize(from: "lb3")
            #expect(answer.isDone, "\(answer.message)")
        }
        try await eventually(
            "one configuration",
            {
                Set(all.map { $0.place.text("etc/ballast.yaml") }).count == 1
                    && all.allSatisfy { $0.status?.conflict == nil && $0.status?.failure == nil }
                    && Set(all.map { $0.status?.generation?.id }).count == 1
            }, details: details)
        if first.place.text("etc/ballast.yaml")?.contains("file") == true {
            #expect(Set(all.map { $0.place.text("etc/certs/shop.pem") }).count == 1)
        }
        for node in all { await node.stop() }
    }
}
