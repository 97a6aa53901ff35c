import Glibc

/// A controller's connection to the election process, which blocks with a deadline.
public final class SpeakerClient {
    /// The socket, to wait for messages; it is closed with the client.
    public let descriptor: Int32
    private var frames = ControlFrames()
    private var waiting: [SpeakerEvent] = []

    /// The longest time that a process which does not read blocks a writer.
    private static let patience = 5

    /// Connects to the control socket at a path.
    ///
    /// **Errors:** `ENOENT` or `ECONNREFUSED` without a process there; `EAGAIN` if it does not
    /// accept connections.
    public init(path: String) throws(SocketFailure) {
        descriptor = try LocalSocket.open(path, to: "connect to \(path)") {
            var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
            // It also limits the wait of `connect(2)` for a full queue: see `socket(7)`.
            setsockopt(
                $0, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            return connect($0, $1, $2)
        }
    }

    /// The process that listens on the socket; nil: unknown, or of another user than root and this
    /// process's.
    ///
    /// Source: `unix(7)`, `SO_PEERCRED`, `ucred`: process, user, group.
    public var process: pid_t? {
        var credentials = (pid_t(0), uid_t.max, gid_t.max)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0,
            credentials.0 > 1, credentials.1 == 0 || credentials.1 == geteuid()
        else { return nil }
        return credentials.0
    }

    deinit {
        close(descriptor)
    }

    /// Sends a request and returns its answer.
    ///
    /// **Errors:** `ETIMEDOUT` without an answer in time, `EPIPE` after the end of the connection,
    /// `EBADMSG` for an answer that can't be read.
    public func request(
        _ request: SpeakerRequest, within limit: Duration = .seconds(5)
    ) throws(SocketFailure) -> SpeakerReply {
        try send(ControlFrames.frame(request.json))
        while true {
            guard let reply = try receive(within: limit) else {
                throw SocketFailure(operation: "ask the election process", number: ETIMEDOUT)
            }
            switch reply {
            case .event(let event): waiting.append(event)
            case .unknown: continue
            case .accepted, .refused, .status: return reply
            }
        }
    }

    /// Returns the next event; nil: there is none in time.
    ///
    /// **Errors:** as for a request.
    public func event(within limit: Duration) throws(SocketFailure) -> SpeakerEvent? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        guard case .event(let event)? = try receive(within: limit) else { return nil }
        return event
    }

    /// Sends bytes as they are.
    ///
    /// **Errors:** those of `send(2)`.
    public func send(_ bytes: [UInt8]) throws(SocketFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last("write to the election process") }
            rest = rest.dropFirst(count)
        }
    }

    /// Returns the next message; nil: there is none in time.
    ///
    /// **Errors:** as for a request.
    public func receive(within limit: Duration) throws(SocketFailure) -> SpeakerReply? {
        let operation = "read from the election process"
        let deadline = ContinuousClock.now + limit
        while true {
            do {
                if let value = try frames.next() { return try SpeakerReply(value) }
            } catch {
                throw SocketFailure(operation: operation, number: EBADMSG)
            }
            let rest = max(.zero, deadline - ContinuousClock.now) / .milliseconds(1)
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Int32(min(rest.rounded(.up), Double(Int32.max))))
            if ready < 0, errno == EINTR { continue }
            guard ready >= 0 else { throw .last(operation) }
            guard ready > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count != 0 else { throw SocketFailure(operation: operation, number: EPIPE) }
            guard count > 0 else { throw .last(operation) }
            frames.append(buffer[..<count])
        }
    }
}
