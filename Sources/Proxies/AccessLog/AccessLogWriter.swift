import CGNU
import Files
import Glibc
import HAProxy
import Model

/// The process that reads the lines of access logs from HAProxy's pipe and writes them to their
/// targets.
///
/// A separate process loses no lines while the controller restarts, is upgraded or has crashed. It
/// stops at SIGTERM, after the lines in the pipe.
package struct AccessLogWriter {
    private let files: AccessLogFiles
    private let host = hostName()
    private var pipe: Int32 = -1
    /// Pipes that were removed, to which earlier HAProxies may still write.
    private var formerPipes: [Int32] = []
    private var signals: Int32 = -1
    private var known: [String: AccessLog.Target] = [:]
    private var sinks: [String: AccessLogSink] = [:]
    private var others = 0
    /// An incomplete line.
    private var rest: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private var stated: AccessLogStatus?
    private var looked = ContinuousClock.now
    /// The number of consecutive looks without a pipe of that name.
    private var nameless = 0

    /// The pipe's size, enough for some ten thousand lines without a reader.
    private static let sizes: [Int32] = [8 << 20, 1 << 20]
    /// `F_SETPIPE_SZ`.
    ///
    /// Source: `linux/fcntl.h`.
    private static let setPipeSize: Int32 = 1031
    /// The time between two looks at rotated files, and between two reports.
    private static let period = Duration.seconds(1)
    /// The time limit for pending lines of files at the end.
    private static let farewell = Duration.seconds(10)
    /// The longest incomplete line that is kept.
    private static let longestLine = 1 << 16
    /// The number of looks without a pipe after which the writer stops.
    private static let mostNameless = 5
    /// The most removed pipes that are still read.
    private static let mostFormerPipes = 4

    /// Creates a writer in this folder.
    package init(folder: String) {
        files = AccessLogFiles(folder: folder)
    }

    /// Runs until SIGTERM.
    ///
    /// **Errors:** `HostFailure` if the pipe is missing, or another writer does not stop.
    package mutating func run() throws {
        // Rotation needs no signal, but a common logrotate stanza sends one anyway.
        signal(SIGHUP, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signals = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        try lock()
        try WorkerSettings(folder: files.folder).makeLogPipe()
        // Opened for writing too, so that the pipe stays open when HAProxy exits.
        pipe = openPipe()
        guard pipe >= 0 else {
            throw HostFailure(
                operation: "open \(files.pipe)", .last)
        }
        known = files.knownTargets()
        report()
        while !isAskedToEnd(), nameless < Self.mostNameless {
            read(pipe)
            if ContinuousClock.now - looked >= Self.period { look() }
        }
        read(pipe)
        for former in formerPipes { read(former) }
        for name in sinks.keys { sinks[name]?.flush() }
        // A file on a dead file system keeps its lines pending; other files are complete.
        let deadline = ContinuousClock.now + Self.farewell
        while !sinks.values.allSatisfy(\.isIdle), ContinuousClock.now < deadline {
            usleep(10_000)
        }
        report()
    }

    /// Waits for the lock: two writers would split the lines.
    private func lock() throws {
        let descriptor = open(files.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        let deadline = ContinuousClock.now + .seconds(30)
        while descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard descriptor >= 0, errno == EWOULDBLOCK, ContinuousClock.now < deadline else {
                throw HostFailure(
                    operation: "lock \(files.lock)", .last)
            }
            usleep(20_000)
        }
    }

    /// Waits briefly for lines; returns whether the writer should stop.
    private func isAskedToEnd() -> Bool {
        var entries = [
            pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        ]
        let wait = max(.zero, Self.period - (ContinuousClock.now - looked))
        poll(&entries, 2, Int32(wait / .milliseconds(1)) + 1)
        return entries[1].revents != 0
    }

    private func openPipe() -> Int32 {
        let descriptor = open(files.pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        _ = Self.sizes.first { fcntl(descriptor, Self.setPipeSize, $0) >= 0 }
        return descriptor
    }

    /// Opens the pipe again if it was removed and recreated.
    private mutating func followPipe() {
        var (own, named) = (stat(), stat())
        guard stat(files.pipe, &named) == 0 else { return nameless += 1 }
        nameless = 0
        guard named.st_mode & S_IFMT == S_IFIFO, fstat(pipe, &own) == 0,
            named.st_ino != own.st_ino || named.st_dev != own.st_dev
        else { return }
        let next = openPipe()
        guard next >= 0 else { return }
        read(pipe)
        formerPipes.append(pipe)
        if formerPipes.count > Self.mostFormerPipes { close(formerPipes.removeFirst()) }
        pipe = next
    }

    /// Reads the available lines.
    private mutating func read(_ pipe: Int32) {
        let count = Glibc.read(pipe, &buffer, buffer.count)
        guard count > 0 else { return }
        var begin = 0
        let end = buffer[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if end > 0, !rest.isEmpty {
            let first = (buffer[..<end].firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1
            rest += buffer[..<(first - 1)]
            add(rest[...])
            rest = []
            begin = first
        }
        for line in buffer[begin..<end].split(separator: UInt8(ascii: "\n")) { add(line) }
        rest += buffer[end..<count]
        if rest.count > Self.longestLine {
            others += 1
            rest = []
        }
        for name in sinks.keys { sinks[name]?.flush() }
    }

    private mutating func add(_ line: ArraySlice<UInt8>) {
        guard let record = AccessLogRecord(line), makeSink(record.target) else {
            others += 1
            return
        }
        sinks[record.target]?.add(record)
    }

    /// Returns whether the target is known; a newer document may have added it.
    private mutating func makeSink(_ name: String) -> Bool {
        if sinks[name] != nil { return true }
        if known[name] == nil { known = files.knownTargets() }
        guard let target = known[name] else { return false }
        sinks[name] = AccessLogSink(target, host: host)
        return true
    }

    private mutating func look() {
        looked = .now
        for name in sinks.keys { sinks[name]?.look() }
        for former in formerPipes { read(former) }
        followPipe()
        report()
    }

    /// Writes the counts of lines, if they changed.
    private mutating func report() {
        let status = AccessLogStatus(
            writer: getpid(),
            targets: sinks.values.map(\.status).sorted { $0.target < $1.target },
            others: others)
        guard status != stated else { return }
        stated = status
        // A full disk only delays the report.
        guard let text = try? compactJSON(status) else { return }
        let next = "\(files.status).new"
        guard let file = fopen(next, "we") else { return }
        let isWhole = fputs(text, file) >= 0
        if fclose(file) == 0, isWhole { rename(next, files.status) }
    }
}
