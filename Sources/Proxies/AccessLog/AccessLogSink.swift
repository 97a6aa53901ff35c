import Files
import Glibc
import HAProxy
import Model

/// A target of access logs, with its pending lines.
struct AccessLogSink {
    /// The counts of its lines.
    var status: AccessLogStatus.Target {
        guard case .file(let lane) = output else { return sent }
        var status = sent
        let account = lane.account
        (status.written, status.lost) = (account.written, account.lost)
        status.failure = account.failure
        return status
    }

    private var sent: AccessLogStatus.Target
    private var output: Output
    private var batch: [UInt8] = []
    private var waiting = 0
    private let host: String

    private enum Output {
        case file(LogFileLane)
        case journal(LogSocket)
        case syslog(LogSocket, isLocal: Bool)
    }

    /// Facility `local0`, severity `info`.
    ///
    /// Source: RFC 5424 section 6.2.1.
    private static let priority = 16 * 8 + 6

    /// Creates a target, which is opened for its first line.
    init(_ target: AccessLog.Target, host: String) {
        sent = .init(target: "\(target)")
        self.host = host
        switch target {
        case .journal: output = .journal(LogSocket(.path("/run/systemd/journal/socket")))
        case .syslog(nil): output = .syslog(LogSocket(.path("/dev/log")), isLocal: true)
        case .syslog(let endpoint?):
            output = .syslog(LogSocket(.endpoint(endpoint)), isLocal: false)
        case .file(let path): output = .file(LogFileLane(path: path))
        }
    }

    /// Adds a line; datagrams are sent at once, lines of a file with ``flush()``.
    mutating func add(_ record: AccessLogRecord) {
        let program = record.worker == nil ? "ballast" : "haproxy"
        switch output {
        case .file:
            if let worker = record.worker {
                batch += "\(Self.calendarTime()) \(host) haproxy[\(worker)]: ".utf8
            }
            batch += record.text
            batch.append(UInt8(ascii: "\n"))
            waiting += 1
        case .journal(var socket):
            var fields = "PRIORITY=6\nSYSLOG_FACILITY=16\nSYSLOG_IDENTIFIER=\(program)\n"
            if let worker = record.worker { fields += "SYSLOG_PID=\(worker)\n" }
            count(socket.send(Array("\(fields)MESSAGE=".utf8) + record.text + [0x0a]))
            output = .journal(socket)
        case .syslog(var socket, let isLocal):
            let process = record.worker ?? "\(getpid())"
            let head =
                isLocal
                ? "<\(Self.priority)>\(Self.calendarTime()) \(program)[\(process)]: "
                : "<\(Self.priority)>1 \(timestamp(wallClock())) \(host) \(program) \(process) - - "
            count(socket.send(Array(head.utf8) + record.text))
            output = .syslog(socket, isLocal: isLocal)
        }
    }

    /// Passes the pending lines to the file.
    mutating func flush() {
        guard waiting > 0, case .file(let lane) = output else { return }
        lane.add(batch, count: waiting)
        batch.removeAll(keepingCapacity: batch.capacity < 1 << 20)
        waiting = 0
    }

    /// Whether no lines are pending.
    var isIdle: Bool {
        if case .file(let lane) = output { lane.isIdle } else { true }
    }

    /// Reopens a file that was rotated.
    func look() {
        if case .file(let lane) = output { lane.look() }
    }

    private mutating func count(_ failure: String?) {
        if failure == nil { sent.written += 1 } else { sent.lost += 1 }
        sent.failure = failure
    }

    /// Returns the local time: `Nov 27 00:40:07`.
    ///
    /// Source: RFC 3164 section 4.1.2.
    private static func calendarTime() -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%b %e %H:%M:%S", &parts)
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
