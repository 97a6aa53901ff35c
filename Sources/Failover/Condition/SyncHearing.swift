/// The nodes whose messages arrive over the link of the synchronised connections.
struct SyncHearing {
    /// The time without a message of a node that sends some, after which they count as lost.
    static let patience = Duration.seconds(5)

    /// The time of the last message of each node.
    private var heard: [String: ContinuousClock.Instant] = [:]
    /// The time since which each node is expected to send messages.
    private var expected: [String: ContinuousClock.Instant] = [:]

    /// Notes messages; of other nodes than expected ones a few names, which can be forged.
    mutating func hear(_ nodes: some Sequence<String>, at now: ContinuousClock.Instant) {
        for node in nodes
        where expected[node] != nil || heard[node] != nil || heard.count < 64 {
            heard[node] = now
        }
    }

    /// Replaces the nodes that send messages, as the election knows them, and for how long they do.
    mutating func expect(_ nodes: [String: Duration], at now: ContinuousClock.Instant) {
        expected = nodes.mapValues { now - $0 }
    }

    /// The nodes whose messages do not arrive, ascending.
    func silent(at now: ContinuousClock.Instant) -> [String] {
        expected.filter { node, since in
            let last = max(since, heard[node] ?? since)
            return now - last > Self.patience
        }.keys.sorted()
    }
}
