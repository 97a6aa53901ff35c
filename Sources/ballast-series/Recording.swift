import Glibc
import RoundRobin
import Series

/// The recorder: messages on standard input, answers and troubles as lines on standard output.
///
/// It ends with its input, after all samples are written.
struct Recording {
    let directory: String

    /// The longest time without a look at files that are due.
    ///
    /// **Unit:** milliseconds.
    private static let period: Int32 = 1000

    func run() {
        // The controller decides when it ends: by the end of the input.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        mkdir(directory, 0o700)
        let lock = open("\(directory)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        // The recorder of a former controller may still be writing; the input waits meanwhile.
        var rest = Self.attempts
        while lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard rest > 0, answer("trouble another ballast-series still writes \(directory)")
            else { return }
            if isInputOver { rest -= 1 }
            usleep(200_000)
        }
        _ = answer("well")
        var recorder = Recorder(directory: directory)
        var messages = SeriesMessages()
        var trouble: String?
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            recorder.advance(to: Self.now)
            if recorder.trouble != trouble {
                trouble = recorder.trouble
                guard answer(trouble.map { "trouble \($0)" } ?? "well") else { break }
            }
            var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            let ready = poll(&input, 1, Self.period)
            if ready < 0, errno != EINTR { break }
            guard ready > 0 else { continue }
            let count = read(0, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            messages.append(buffer[..<count])
            while let message = messages.next() {
                guard let token = recorder.take(message) else { continue }
                _ = answer("written \(token)")
            }
            guard !messages.isBroken else { break }
        }
        recorder.finish()
        if let trouble = recorder.trouble { _ = answer("trouble \(trouble)") }
    }

    /// The attempts to get the lock after the end of the input.
    private static let attempts = 15

    /// Whether the controller has ended the input.
    private var isInputOver: Bool {
        var input = pollfd(fd: 0, events: 0, revents: 0)
        return poll(&input, 1, 0) > 0 && Int32(input.revents) & POLLHUP != 0
    }

    private func answer(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        return bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) } == bytes.count
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
