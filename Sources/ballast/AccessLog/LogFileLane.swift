import Dispatch
import Synchronization

/// A log file with a thread of its own.
///
/// A file system that does not answer, such as an unreachable file server, delays the lines of no
/// other target. Lines wait in memory up to a limit; more are lost and counted.
final class LogFileLane: Sendable {
    /// Bytes that wait for one file, at most.
    static let limit = 8 << 20
    /// How long a file may take before status says so.
    static let patience = Duration.seconds(5)

    /// The counts of lines.
    struct Account: Sendable, Equatable {
        /// Lines in the file.
        var written = 0
        /// Lost lines.
        var lost = 0
        /// The failure of the last write; nil: it succeeded.
        var failure: String?
    }

    private struct State {
        var lines: [UInt8] = []
        var count = 0
        var account = Account()
        /// Since when the thread is at work; nil: it has nothing to do.
        var begin: ContinuousClock.Instant?
        var isLookWanted = false
        var file: LogFile
    }

    private let path: String
    private let queue: DispatchQueue
    private let state: Mutex<State>
    private let write: @Sendable (inout LogFile, [UInt8], Int) -> (written: Int, failure: String?)

    /// A lane for the file at this path.
    ///
    /// - Parameter write: adds lines to the file; a test gives another.
    init(
        path: String,
        write:
            @escaping @Sendable (inout LogFile, [UInt8], Int) -> (
                written: Int, failure: String?
            ) = { $0.add($1, count: $2) }
    ) {
        self.path = path
        self.write = write
        // Serial queues have a thread each.
        queue = DispatchQueue(label: "ballast.access-log")
        state = Mutex(State(file: LogFile(path: path)))
    }

    /// The counts so far.
    var account: Account {
        state.withLock { state in
            var account = state.account
            if let begin = state.begin, ContinuousClock.now - begin > Self.patience {
                account.failure = "\(path) does not answer: is its file system there?"
            }
            return account
        }
    }

    /// Whether all lines were written or lost.
    var isIdle: Bool { state.withLock { $0.begin == nil } }

    /// Adds lines, each with its end, without waiting for the file.
    func add(_ lines: [UInt8], count: Int) {
        start { state in
            guard state.lines.count + lines.count <= Self.limit else {
                state.account.lost += count
                state.account.failure =
                    "lines for \(path) were dropped: \(Self.limit >> 20) MiB wait for it"
                return false
            }
            state.lines += lines
            state.count += count
            return true
        }
    }

    /// Looks after a file that may have been rotated.
    func look() {
        start { state in
            state.isLookWanted = true
            return true
        }
    }

    private func start(_ change: (inout State) -> Bool) {
        let mustStart = state.withLock { state in
            guard change(&state), state.begin == nil else { return false }
            state.begin = .now
            return true
        }
        if mustStart { queue.async { self.work() } }
    }

    private func work() {
        while let (lines, count, isLookWanted, file) = take() {
            var file = file
            if isLookWanted { file.look() }
            let result = count > 0 ? write(&file, lines, count) : nil
            state.withLock { state in
                state.file = file
                state.begin = .now
                guard let result else { return }
                state.account.written += result.written
                state.account.lost += count - result.written
                state.account.failure = result.failure
            }
        }
    }

    private func take() -> ([UInt8], Int, Bool, LogFile)? {
        state.withLock { state in
            guard state.count > 0 || state.isLookWanted else {
                state.begin = nil
                return nil
            }
            defer { (state.lines, state.count, state.isLookWanted) = ([], 0, false) }
            return (state.lines, state.count, state.isLookWanted, state.file)
        }
    }
}
