import Dispatch
import Synchronization

/// A log file with a separate thread.
///
/// A file system that does not answer, such as an unreachable file server, delays no other target.
/// Lines wait in memory up to a limit; further lines are lost and counted.
final class LogFileLane: Sendable {
    /// The most pending bytes of a file.
    static let limit = 8 << 20
    /// The time after which status reports a slow file.
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
        /// The time since which the thread is busy; nil: idle.
        var begin: ContinuousClock.Instant?
        var isLookWanted = false
        var file: LogFile
    }

    private let path: String
    private let queue: DispatchQueue
    private let state: Mutex<State>
    private let write: @Sendable (inout LogFile, [UInt8], Int) -> (written: Int, failure: String?)

    /// Creates a lane for the file at this path.
    ///
    /// - Parameter write: appends lines to the file; tests pass another function.
    init(
        path: String,
        write:
            @escaping @Sendable (inout LogFile, [UInt8], Int) -> (
                written: Int, failure: String?
            ) = { $0.add($1, count: $2) }
    ) {
        self.path = path
        self.write = write
        // A serial queue runs on one thread at a time.
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

    /// Adds lines with their line ends, without waiting for the file.
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

    /// Reopens a file that was rotated.
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
