import CGNU
import Dispatch
import Glibc
import Synchronization

/// The signals to `ballast run`, recorded from the program's first line on: an early signal waits
/// until the controller is ready.
///
/// A handler of our own, because Dispatch lets a signal that it does not read yet end the program.
enum RunSignals {
    /// A bit for each signal that waits.
    private static let waiting = Atomic<UInt64>(0)
    /// The descriptor that wakes the reader.
    private static let bell = Atomic<Int32>(-1)

    /// Notes SIGHUP, SIGINT and SIGTERM from now on.
    static func note() {
        guard bell.load(ordering: .relaxed) < 0 else { return }
        bell.store(
            eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), ordering: .relaxed)
        // Initialized here: a handler must not do it.
        _ = waiting.load(ordering: .relaxed)
        for number in [SIGHUP, SIGINT, SIGTERM] {
            signal(number) { number in RunSignals.take(number) }
        }
    }

    /// Called in the middle of anything: it may do nothing that `signal-safety(7)` does not name.
    private static func take(_ number: Int32) {
        let error = errno
        waiting.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
        var one: UInt64 = 1
        // A bell that has been rung is not rung higher.
        _ = write(bell.load(ordering: .relaxed), &one, MemoryLayout<UInt64>.size)
        errno = error
    }

    /// The signals, those that wait first.
    static func all() -> AsyncStream<Int32> {
        let bell = bell.load(ordering: .relaxed)
        let (signals, next) = AsyncStream.makeStream(of: Int32.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: bell)
        source.setEventHandler {
            var count: UInt64 = 0
            // The count tells no signal from another; the bits do.
            _ = read(bell, &count, MemoryLayout<UInt64>.size)
            let bits = waiting.exchange(0, ordering: .relaxed)
            for number in 1..<Int32(64) where bits & 1 << UInt64(number) != 0 {
                // The source lives as long as its handler names it: until the stream ends.
                if case .terminated = next.yield(number) { source.cancel() }
            }
        }
        source.resume()
        return signals
    }
}
