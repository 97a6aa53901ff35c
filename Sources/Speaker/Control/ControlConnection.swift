import Glibc

/// A connection of the control socket, which never blocks.
final class ControlConnection {
    let descriptor: Int32
    /// Whether the connection has failed, ended or broken a rule; its owner closes it.
    private(set) var isOver = false
    /// Whether the controller accepts kinds of events that it does not know.
    var acceptsAllEvents = false
    private var frames = ControlFrames()
    private var output: [UInt8] = []

    /// The bytes that wait for a slow reader before the connection is closed.
    private static let outputLimit = 1 << 20

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    var hasOutput: Bool { !output.isEmpty }

    /// Returns the messages that have arrived, at most 64 KiB of them at once.
    ///
    /// Bytes that are no message end the connection after the messages before them.
    func receive() -> [JSONValue] {
        let count = withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { frames.append(buffer[..<count]) }
            return count
        }
        guard count > 0 else {
            if count == 0 || errno != EAGAIN && errno != EINTR { isOver = true }
            return []
        }
        var messages: [JSONValue] = []
        do throws(ControlFrames.Damage) {
            while let message = try frames.next() { messages.append(message) }
        } catch {
            send(SpeakerReply.refused("the bytes are no message").json)
            isOver = true
        }
        return messages
    }

    /// Sends a message, or keeps it until the reader takes it.
    func send(_ message: JSONValue) {
        output += ControlFrames.frame(message)
        flush()
        if output.count > Self.outputLimit { isOver = true }
    }

    /// Sends waiting bytes as far as the reader takes them.
    func flush() {
        while !output.isEmpty {
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = Glibc.send(descriptor, output, output.count, flags)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EAGAIN { isOver = true }
            guard count > 0 else { return }
            output.removeFirst(count)
        }
    }
}
