import Glibc

/// A controller's connection to the election process, which blocks with a deadline.
public final class SpeakerClient {
    private let descriptor: Int32
    private var frames = ControlFrames()
    private var waiting: [SpeakerEvent] = []

    /// Connects to the control socket at a path.
    ///
    /// **Errors:** `ENOENT` or `ECONNREFUSED` without a process there.
    public init(path: String) throws(SocketFailure) {
        descriptor = try LocalSocket.open(path, to: "connect to \(path)") { connect($0, $1, $2) }
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
            guard case .event(let event) = reply else { return reply }
            waiting.append(event)
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
