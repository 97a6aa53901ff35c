import NIOCore
import Synchronization

/// The connections of the status socket, up to a limit.
///
/// At the limit a new connection replaces the one that was silent for the longest time, so silent
/// clients never lock out others.
final class StatusConnections: Sendable {
    private let limit: Int
    /// Those that asked least lately first.
    private let open = Mutex<[Connection]>([])

    private struct Connection: Sendable {
        let channel: any Channel
        /// Whether an answer to its request is under way.
        var isAsking = false
    }

    /// As many connections as this.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a connection; false: all others wait for answers, and there is no room.
    func add(_ channel: any Channel) -> Bool {
        let (hasRoom, silent) = open.withLock { open -> (Bool, (any Channel)?) in
            var silent: (any Channel)?
            if open.count >= limit {
                guard let index = open.firstIndex(where: { !$0.isAsking }) else {
                    return (false, nil)
                }
                silent = open.remove(at: index).channel
            }
            open.append(Connection(channel: channel))
            return (true, silent)
        }
        silent?.close(promise: nil)
        return hasRoom
    }

    /// Notes that a connection has asked, or that it was answered.
    func note(_ channel: any Channel, isAsking: Bool) {
        open.withLock { open in
            guard let index = open.firstIndex(where: { $0.channel === channel }) else { return }
            open.remove(at: index)
            open.append(Connection(channel: channel, isAsking: isAsking))
        }
    }

    /// Forgets a connection that was closed.
    func remove(_ channel: any Channel) {
        open.withLock { open in open.removeAll { $0.channel === channel } }
    }
}
