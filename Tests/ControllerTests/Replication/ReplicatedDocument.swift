import Model
import Testing

/// A document of hosts `a`, `b` and `c` that is replicated.
///
/// - Parameters:
///   - name: the name of the cluster, by which versions differ.
///   - more: further lines.
func replicatedDocument(
    _ name: String, replication: String = "  replication: {}", _ more: [String] = []
) -> String {
    """
    version: 1
    cluster:
      name: \(name)
      nodes:
        - {name: a, address: 10.9.1.1, priority: 150}
        - {name: b, address: 10.9.1.2, priority: 100}
        - {name: c, address: 10.9.1.3, priority: 50}
    \(replication)
    virtualAddresses: [{address: 10.9.1.100/24, external: true}]
    \(more.joined(separator: "\n"))

    """
}

extension ReplicatedHosts {
    /// Starts `a` with a document, has the others join it, and waits until all have it.
    static func joined(_ text: String, _ names: [String] = ["a", "b"]) throws -> ReplicatedHosts {
        let hosts = try ReplicatedHosts(names)
        try hosts.save(text, on: "a")
        try hosts.start("a")
        for host in names.dropFirst() {
            try hosts.join(host, to: "a")
            try hosts.start(host)
        }
        hosts.expect("all have the document of a") { hosts.hasEverywhere(text) }
        hosts.expect("all know that all have it") { try hosts.areCurrent }
        return hosts
    }

    /// Whether every host has this document.
    func hasEverywhere(_ text: String) -> Bool { names.allSatisfy { self.text($0) == text } }

    /// Whether every host knows that all of them have one generation, in force.
    var areCurrent: Bool {
        get throws {
            let statuses = try names.map { try status($0) }
            let parts = statuses.compactMap(\.replication)
            return parts.count == names.count
                && Set(parts.map { $0.generation?.id }).count == 1
                && parts.allSatisfy { part in
                    part.generation != nil && part.conflict == nil
                        && part.peers.count == names.count - 1
                        && part.peers.allSatisfy { $0.state == .current }
                }
                && statuses.allSatisfy { $0.document.rejected.isEmpty }
        }
    }
}
