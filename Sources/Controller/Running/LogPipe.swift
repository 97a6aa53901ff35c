import Glibc
import Synchronization

/// A log that never blocks the program: while its reader is stuck, lines are lost.
///
/// The first line without room waits for a moment, later lines not at all. Lost lines are counted,
/// and their number is logged once there is room.
final class LogPipe: Sendable {
    /// The log of this program.
    static let standardError = LogPipe(STDERR_FILENO)

    private let descriptor: Int32
    private let lost = Atomic<Int>(0)

    /// The time limit for a line to find room.
    ///
    /// **Unit:** milliseconds.
    private static let patience: Int32 = 100
    /// The size of a write: a ready pipe accepts this many bytes without blocking.
    ///
    /// Source: `pipe(7)`, PIPE_BUF.
    private static let portion = 4096

    /// Creates a log on this descriptor.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes a line; if lines were lost, first the notice of their number.
    func write(_ line: String, notice: (Int) -> String) {
        let count = lost.load(ordering: .relaxed)
        if count > 0 && hasRoom(within: 0) {
            lost.subtract(count, ordering: .relaxed)
            put(notice(count))
        }
        put(line)
    }

    private func put(_ line: String) {
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let patience = lost.load(ordering: .relaxed) == 0 ? Self.patience : 0
            guard hasRoom(within: patience) else {
                lost.add(1, ordering: .relaxed)
                return
            }
            let count = rest.prefix(Self.portion).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            // The reader has closed the pipe.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func hasRoom(within milliseconds: Int32) -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        var count: Int32 = -1
        repeat { count = poll(&question, 1, milliseconds) } while count < 0 && errno == EINTR
        return count > 0
    }
}
