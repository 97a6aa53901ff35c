import NIOCore
import Synchronization

/// The connections of the status socket, up to a limit.
///
/// At the limit a new connection replaces the one that was idle longest, so idle clients never lock
/// out others.
final class StatusConnections: Sendable {
    private let limit: Int
    /// The connections, least recent request first.
    private let open = Mutex<[Connection]>([])

    private struct Connection: Sendable {
        let channel: any Channel
        /// Whether its request is being answered.
        var isAsking = false
    }

    /// Creates a list with this limit.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a connection; false: no room, because all others wait for answers.
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

    /// Records a request of a connection, or its answer.
    func note(_ channel: any Channel, isAsking: Bool) {
        open.withLock { open in
            guard let index = open.firstIndex(where: { $0.channel === channel }) else { return }
            open.remove(at: index)
            open.append(Connection(channel: channel, isAsking: isAsking))
        }
    }

    /// Removes a closed connection.
    func remove(_ channel: any Channel) {
        open.withLock { open in open.removeAll { $0.channel === channel } }
    }
}
