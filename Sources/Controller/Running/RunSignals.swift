import CGNU
import Dispatch
import Glibc
import Synchronization

/// The signals of `ballast run`, recorded from the start of the program: an early signal waits
/// until the controller is ready.
///
/// The handler is our own, because with Dispatch an early signal would end the program.
package enum RunSignals {
    /// One bit for each pending signal.
    private static let waiting = Atomic<UInt64>(0)
    /// The descriptor that wakes the reader.
    private static let bell = Atomic<Int32>(-1)

    /// Installs the handler for SIGHUP, SIGINT and SIGTERM.
    package static func note() {
        guard bell.load(ordering: .relaxed) < 0 else { return }
        bell.store(
            eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), ordering: .relaxed)
        // Initialized here, because a handler must not do it.
        _ = waiting.load(ordering: .relaxed)
        for number in [SIGHUP, SIGINT, SIGTERM] {
            signal(number) { number in RunSignals.record(number) }
        }
    }

    /// Records a signal; must use only functions of `signal-safety(7)`.
    private static func record(_ number: Int32) {
        let error = errno
        waiting.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
        var one: UInt64 = 1
        // A failed write means that the descriptor is already readable.
        _ = write(bell.load(ordering: .relaxed), &one, MemoryLayout<UInt64>.size)
        errno = error
    }

    /// Returns the signals, pending ones first.
    package static func all() -> AsyncStream<Int32> {
        let bell = bell.load(ordering: .relaxed)
        let (signals, next) = AsyncStream.makeStream(of: Int32.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: bell)
        source.setEventHandler {
            var count: UInt64 = 0
            // The count does not identify the signals; the bits do.
            _ = read(bell, &count, MemoryLayout<UInt64>.size)
            let bits = waiting.exchange(0, ordering: .relaxed)
            for number in 1..<Int32(64) where bits & 1 << UInt64(number) != 0 {
                // The handler keeps the source alive until the stream ends.
                if case .terminated = next.yield(number) { source.cancel() }
            }
        }
        source.resume()
        return signals
    }
}
