import Model
import Testing

@testable import Replication

/// Nodes of one cluster over real TLS on loopback.
struct Fleet {
    let cluster: ReplicatedNode.Cluster
    var nodes: [ReplicatedNode]

    init(_ names: [String]) throws {
        let cluster = ReplicatedNode.Cluster(names)
        self.cluster = cluster
        nodes = try names.map { try ReplicatedNode($0, of: cluster) }
    }

    subscript(_ index: Int) -> ReplicatedNode { nodes[index] }

    /// Starts the first node with a document, and joins another one to a member.
    func join(_ node: Int, to member: Int) async throws {
        let text = try nodes[member].commands.invite().token
        let token = try #require(JoinToken(text))
        let address = try #require(cluster.nodes[member].address)
        let trusted = try await nodes[node].commands.join("\(address)", token: token)
        #expect(trusted.contains { $0.name == nodes[node].name })
    }

    func stop() async {
        for node in nodes { await node.stop() }
    }

    /// Two nodes, of which the second one has joined the first one and has its document.
    static func pair() async throws -> Fleet {
        let fleet = try Fleet(["lb1", "lb2"])
        fleet[0].place.write("key 1", to: "etc/certs/shop.pem", mode: 0o600)
        fleet[0].place.write("doc 1\nfile certs/shop.pem\n", to: "etc/ballast.yaml", mode: 0o640)
        _ = try fleet[0].commands.initialize()
        try await fleet[0].start()
        try await eventually("the port of lb1") { fleet[0].status?.generation != nil }
        try await fleet[1].start()
        try await fleet.join(1, to: 0)
        try await eventually("the first document") {
            fleet[1].place.text("etc/certs/shop.pem") == "key 1"
                && fleet[1].status?.generation == fleet[0].status?.generation
        }
        return fleet
    }

    /// Three nodes with one document, without files.
    static func trio() async throws -> Fleet {
        let fleet = try Fleet(["lb1", "lb2", "lb3"])
        fleet[0].place.write("doc 1\n", to: "etc/ballast.yaml")
        _ = try fleet[0].commands.initialize()
        for node in fleet.nodes { try await node.start() }
        try await eventually("the port of lb1") { fleet[0].status?.generation != nil }
        for index in 1...2 {
            try await fleet.join(index, to: 0)
            try await eventually("the first document") {
                fleet[index].place.text("etc/ballast.yaml") == "doc 1\n"
            }
        }
        try await eventually("all three") { fleet.isEqual }
        return fleet
    }

    /// Edits the documents of both nodes of a pair while the second one is stopped; the pair, once
    /// the conflict is shown on both.
    ///
    /// - Parameter file: a file of the second node's document, and its contents.
    func inConflict(over file: (name: String, contents: String)) async throws -> Fleet {
        await nodes[1].stop()
        await nodes[0].edit("doc 2 of lb1\n")
        let away = try ReplicatedNode("lb2", of: cluster, at: nodes[1].place)
        away.place.write(file.contents, to: "etc/\(file.name)", mode: 0o600)
        away.place.write("doc of lb2\nfile \(file.name)\n", to: "etc/ballast.yaml")
        try await away.start()
        let both = with(away, at: 1)
        try await eventually("the conflict on both") {
            both[0].status?.conflict?.node == "lb2" && both[1].status?.conflict?.node == "lb1"
        }
        return both
    }

    /// Returns the fleet with another node in place of one.
    func with(_ node: ReplicatedNode, at index: Int) -> Fleet {
        var fleet = self
        fleet.nodes[index] = node
        return fleet
    }

    /// Whether all nodes have one generation, and know it of each other.
    var isEqual: Bool {
        let states = nodes.map { node in
            node.status.map { status in
                status.conflict == nil && status.failure == nil
                    && status.peers.count == nodes.count - 1
                    && status.peers.allSatisfy { $0.state == .current && $0.isConnected }
            } ?? false
        }
        let ids = Set(nodes.map { $0.status?.generation?.id })
        return states.allSatisfy { $0 } && ids.count == 1
    }
}
