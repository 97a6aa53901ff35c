import Glibc

/// A program that goes on in the background; it is killed with the last reference to it.
public final class Daemon: Sendable {
    /// Its process, which leads a process group.
    public let identifier: pid_t
    private let log: Scratch
    private let name: String

    /// Starts the program.
    ///
    /// **Errors:** it can't be found or started.
    public init(_ program: Program) throws {
        name = program.words.joined(separator: " ")
        log = try Scratch()
        let nothing = try Scratch()
        identifier = try program.start(
            input: nothing.descriptor, output: log.descriptor, errors: log.descriptor)
    }

    deinit {
        // It may have been waited for already, and then there is nobody to kill.
        if kill(-identifier, SIGKILL) == 0 {
            waitpid(identifier, nil, 0)
        }
    }

    /// What it has written so far, output and errors together.
    public var written: String {
        do { return try log.text() } catch { return "\(error)" }
    }

    /// True until it has ended.
    public var isRunning: Bool {
        var information = siginfo_t()
        let result = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
        return result == 0 && information.si_signo == 0
    }

    /// Sends it a signal.
    public func signal(_ number: Int32) {
        kill(identifier, number)
    }

    /// Waits for its end.
    ///
    /// **Errors:** it goes on after the time is over.
    public func status(within seconds: Int = 20) throws -> Int {
        guard eventually(within: seconds, { !isRunning }) else {
            throw LabFailure("\(name) goes on after \(seconds) s:\n\(written)")
        }
        return try Program.status(of: identifier)
    }

    /// Ends it with a signal and waits.
    ///
    /// **Errors:** it goes on after the time is over.
    @discardableResult
    public func end(with number: Int32 = SIGTERM, within seconds: Int = 20) throws -> Int {
        signal(number)
        return try status(within: seconds)
    }
}

/// Looks every 20 ms until the condition holds or the time is over; true when it held.
///
/// The kernel and other processes do not report when they are done, so the lab has to look. An
/// emulated machine has ten times as long.
public func eventually(within seconds: Int, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(Lab.isEmulated ? 10 * seconds : seconds)
    while true {
        if try condition() { return true }
        if ContinuousClock.now >= deadline { return false }
        usleep(20_000)
    }
}
