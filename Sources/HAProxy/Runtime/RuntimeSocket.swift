import Files
import Glibc
import Model

/// A stats or master socket: connects, sends a command and reads the complete reply.
///
/// Calls block up to the limit, so they need a separate thread.
public struct RuntimeSocket: Sendable {
    /// The socket's path.
    public let path: String
    /// The time limit of one exchange.
    public let limit: Duration
    /// The time limit for the first byte of a reply, which a process that works sends at once.
    public let patience: Duration

    /// The longest accepted reply.
    static let longestReply = 64 << 20

    /// Creates a socket at this path.
    ///
    /// - Parameter patience: the time limit for the first byte of a reply; nil: the same.
    public init(path: String, limit: Duration = .seconds(5), patience: Duration? = nil) {
        self.path = path
        self.limit = limit
        self.patience = min(patience ?? limit, limit)
    }

    /// Returns the socket with another time limit for the first byte of a reply.
    public func patient(for patience: Duration) -> RuntimeSocket {
        RuntimeSocket(path: path, limit: limit, patience: patience)
    }

    /// Returns the reply to one line, or to several commands separated by `;`.
    ///
    /// **Errors:** `HostFailure` if no process listens, or the reply is not complete in time.
    public func ask(_ line: String) throws(HostFailure) -> String {
        let begin = ContinuousClock.now
        let deadline = begin + limit
        let descriptor = try connected(begin + patience)
        defer { close(descriptor) }
        var rest = Array((line.hasSuffix("\n") ? line : line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try wait(descriptor, for: POLLOUT, until: begin + patience)
            } else if errno != EINTR {
                throw failure("send to")
            }
        }
        // The master waits for more commands until the sending side is closed.
        shutdown(descriptor, Int32(SHUT_WR))
        return String(
            decoding: try reply(descriptor, deadline, first: begin + patience), as: UTF8.self)
    }

    /// Runs a command.
    ///
    /// **Errors:** `HostFailure` with HAProxy's message.
    public func run(_ command: RuntimeCommand) throws(HostFailure) {
        guard let text = command.text else {
            throw HostFailure(
                operation: "send HAProxy \(command)", reason: "it has characters of no name")
        }
        var line = text
        if case .frame = command { line = "experimental-mode on; " + text }
        let reply = try ask(line)
        guard command.isDone(reply) else {
            let words = RuntimeText.lines(reply).joined(separator: "; ")
            throw HostFailure(
                operation: "send HAProxy \(command)", reason: String(words.prefix(1_000)))
        }
    }

    private func reply(
        _ descriptor: Int32, _ deadline: ContinuousClock.Instant,
        first: ContinuousClock.Instant
    ) throws(HostFailure) -> [UInt8] {
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                reply.append(contentsOf: buffer[..<count])
                guard reply.count <= Self.longestReply else {
                    throw HostFailure(operation: "read \(path)", reason: "the reply is too long")
                }
            } else if count == 0 {
                return reply
            } else if errno == EAGAIN {
                try wait(descriptor, for: POLLIN, until: reply.isEmpty ? first : deadline)
            } else if errno != EINTR {
                throw failure("read")
            }
        }
    }

    private func connected(
        _ deadline: ContinuousClock.Instant
    ) throws(HostFailure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw HostFailure(
                operation: "connect to \(path)", reason: "a socket's path has at most 107 bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make a socket for") }
        while true {
            let code = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if code == 0 { return descriptor }
            // EAGAIN of a Unix socket: its queue is full, and polling is impossible.
            let isQueued = errno == EAGAIN || errno == EINTR
            guard isQueued, ContinuousClock.now < deadline else {
                let failure = isQueued ? silence : failure("connect to")
                close(descriptor)
                throw failure
            }
            usleep(1_000)
        }
    }

    private func wait(
        _ descriptor: Int32, for events: Int32, until deadline: ContinuousClock.Instant
    ) throws(HostFailure) {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw silence }
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        _ = poll(&entry, 1, Int32(left / .milliseconds(1)) + 1)
    }

    /// The failure of a process that is there and does not answer.
    private var silence: HostFailure {
        HostFailure(
            operation: "ask \(path)", reason: "no complete reply within \(limit)",
            errno: "ETIMEDOUT")
    }

    private func failure(_ operation: String) -> HostFailure {
        // Without the error's name, which would mean that HAProxy is there.
        HostFailure(operation: "\(operation) \(path)", reason: SystemError.last.words)
    }
}
