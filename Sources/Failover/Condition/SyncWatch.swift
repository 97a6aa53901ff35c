import Glibc
import Model

/// Sends a probe over the link of the synchronised connections once a second, and receives those of
/// the other nodes.
struct SyncWatch {
    private var sync: ConnectionSync?
    private var node: String?
    private var socket: SyncProbeSocket?
    private var hearing = SyncHearing()
    /// The nodes whose messages do not arrive, ascending.
    private(set) var silent: [String] = []

    /// The losses with an event.
    private var reported: [String] = []

    /// Whether this node sends probes.
    var isProbing: Bool { socket != nil }

    /// The loss of the messages in words, a sentence for each node.
    var sentences: [String] {
        guard let sync else { return [] }
        return silent.map {
            "connection sync: no message of \($0) arrives over \(sync.interface) (UDP, "
                + "\(sync.destination) port \(sync.port)), so its connections are not known here"
        }
    }

    /// Returns the losses that began or ended since the last call.
    mutating func takeEvents() -> [(kind: Event.Kind, sentence: String)] {
        let current = sentences
        let begun = current.filter { !reported.contains($0) }
        let ended = reported.filter { !current.contains($0) }
        reported = current
        return begun.map { (.failed, $0) } + ended.map { (.recovered, "no longer: \($0)") }
    }

    /// Follows another document.
    ///
    /// - Parameter node: the name of this node; nil: unknown.
    mutating func follow(_ new: ConnectionSync?, node: String?) {
        self.node = node
        guard new != sync else { return }
        sync = new
        socket = nil
        hearing = SyncHearing()
        silent = []
    }

    /// Replaces the nodes that send probes, with the time for which they do.
    mutating func expect(_ nodes: [String: Duration], at now: ContinuousClock.Instant) {
        hearing.expect(nodes, at: now)
    }

    /// Sends and receives.
    mutating func turn(at now: ContinuousClock.Instant) {
        guard let sync, let node else { return }
        // An interface that was removed and added has another index.
        if socket.map({ $0.index != if_nametoindex(sync.interface) }) ?? true {
            socket = SyncProbeSocket(sync)
        }
        guard let socket else {
            silent = []
            return
        }
        let own = UInt8(clamping: sync.id)
        let probes = socket.receive().filter { $0.id == own && $0.node != node }
        hearing.hear(probes.map(\.node), at: now)
        socket.send(SyncProbe(id: own, node: node))
        silent = hearing.silent(at: now)
    }
}
