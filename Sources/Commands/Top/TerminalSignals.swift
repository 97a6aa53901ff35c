import Glibc
import Synchronization

/// The signals of a program that draws on the terminal, recorded until they are read.
enum TerminalSignals {
    /// One bit for each pending signal.
    private static let waiting = Atomic<UInt64>(0)
    /// The end of a pipe that wakes the reader.
    private static let bell = Atomic<Int32>(-1)
    /// The end that the reader waits for.
    private static let ear = Atomic<Int32>(-1)

    /// The signals that end the program.
    static let ends = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]
    private static let others = [SIGTSTP, SIGCONT, SIGWINCH]

    /// Installs the handlers, and returns the descriptor that is readable while signals wait.
    static func note() -> Int32 {
        var ends: [Int32] = [-1, -1]
        if bell.load(ordering: .relaxed) < 0, pipe(&ends) == 0 {
            for descriptor in ends {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            }
            ear.store(ends[0], ordering: .relaxed)
            bell.store(ends[1], ordering: .relaxed)
        }
        // Initialized here, because a handler must not do it.
        _ = waiting.load(ordering: .relaxed)
        for number in Self.ends + others { note(number) }
        return ear.load(ordering: .relaxed)
    }

    /// Installs the handler of a signal.
    static func note(_ number: Int32) {
        signal(number) { number in TerminalSignals.record(number) }
    }

    /// Has the usual effect of a signal: the end of the program, or its stop.
    ///
    /// Threads of Dispatch block signals, so that a signal to the own thread would wait.
    static func perform(_ number: Int32) {
        var (set, former) = (sigset_t(), sigset_t())
        sigemptyset(&set)
        sigaddset(&set, number)
        signal(number, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &set, &former)
        raise(number)
        pthread_sigmask(SIG_SETMASK, &former, nil)
        note(number)
    }

    /// Records a signal; must use only functions of `signal-safety(7)`.
    private static func record(_ number: Int32) {
        let error = errno
        waiting.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
        var one: UInt8 = 1
        // A full pipe wakes the reader too.
        _ = write(bell.load(ordering: .relaxed), &one, 1)
        errno = error
    }

    /// Returns the recorded signals, ascending.
    static func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        // The bytes only wake the reader; the bits name the signals.
        while read(ear.load(ordering: .relaxed), &bytes, bytes.count) > 0 {}
        let bits = waiting.exchange(0, ordering: .relaxed)
        return (1..<Int32(64)).filter { bits & 1 << UInt64($0) != 0 }
    }
}
