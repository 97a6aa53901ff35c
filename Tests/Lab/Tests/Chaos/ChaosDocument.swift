import LabSupport
import Seeds

/// The document that random edits change: services with random servers and weights.
struct ChaosDocument {
    /// The services.
    private(set) var recipes: [Recipe]
    /// The number of the edit, which makes each text unique.
    private var edit = 0
    /// The weight of a server of the proxy.
    private var weight = 1

    static let address = "10.0.0.100"
    /// The endpoint of the proxy.
    static let proxy = "\(address):8100"

    /// Creates a document with four services.
    init() throws {
        recipes = try (0..<4).map { number in
            let servers = try (0..<3).map {
                Recipe.Server("r\($0)", try at("10.0.1.\(41 + $0)"), weight: 1 + $0)
            }
            var service = Recipe(
                "s\(number)", listen: try at(Self.address, port: UInt16(8000 + number)),
                servers: servers)
            service.scheduler = number % 2 == 0 ? "wrr" : "wlc"
            return service
        }
    }

    /// Changes a weight, a state, or the servers of a service.
    mutating func change(_ dice: inout SeededNumbers, edit: Int) throws {
        self.edit = edit
        if dice.oneIn(4) {
            weight = Int.random(in: 1...100, using: &dice)
            return
        }
        let service = Int.random(in: 0..<recipes.count, using: &dice)
        var servers = recipes[service].servers
        let server = Int.random(in: 0..<servers.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0 where servers.count < 6:
            let number = (0..<7).first { number in !servers.contains { $0.name == "r\(number)" } }
            if let number { servers.append(.init("r\(number)", try at("10.0.1.\(41 + number)"))) }
        case 1 where servers.count > 1:
            servers.remove(at: server)
        default:
            servers[server].weight = Int.random(in: 1...100, using: &dice)
        }
        recipes[service].servers = servers
    }

    /// The document of both nodes.
    var text: String {
        """
        # edit \(edit)
        version: 1
        cluster:
          name: chaos
          nodes:
            - {name: lb1, address: 10.0.1.1, priority: 150}
            - {name: lb2, address: 10.0.1.2, priority: 100}
          failover:
            interval: 200ms
            links: [{interface: eth0}, {interface: eth1}]
          connectionSync: {interface: eth1, id: 1}
          replication: {}

        """ + Recipe.document(recipes).split(separator: "\n").dropFirst().joined(separator: "\n")
            + """

            proxies:
              - name: p
                listen: \(Self.proxy)
                servers:
                  - {name: r0, address: '10.0.1.41:80', weight: \(weight)}
                  - {name: r1, address: '10.0.1.42:80'}

            """
    }

    /// The table that both nodes must have.
    var table: [String] { Recipe.table(recipes) }
}
