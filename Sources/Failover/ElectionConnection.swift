import Dispatch
import Glibc
import Speaker

/// A controller's connection to the election process: requests do not wait for their replies.
final class ElectionConnection {
    /// A message of the process.
    enum Message {
        /// An event.
        case event(SpeakerEvent)
        /// The reply to a request.
        case reply(SpeakerReply, to: SpeakerRequest)
    }

    /// The process.
    let process: ElectionProcess
    private let client: SpeakerClient
    private var unanswered: [(request: SpeakerRequest, sent: ContinuousClock.Instant)] = []

    /// Connects to the process at a path; nil: it has just ended.
    ///
    /// **Errors:** as for `SpeakerClient`.
    init?(path: String) throws(SocketFailure) {
        client = try SpeakerClient(path: path)
        guard let process = client.process.flatMap(ElectionProcess.init(pid:)) else { return nil }
        self.process = process
    }

    /// The time for which the oldest request has had no reply.
    var silence: Duration {
        unanswered.first.map { ContinuousClock.now - $0.sent } ?? .zero
    }

    /// Sends a request.
    ///
    /// **Errors:** the connection is of no further use.
    func send(_ request: SpeakerRequest) throws(SocketFailure) {
        try client.send(ControlFrames.frame(request.json))
        unanswered.append((request, .now))
    }

    /// Calls a handler on a queue while messages wait, or the connection has ended, until the
    /// returned source is cancelled; nil: no descriptor is free.
    func notify(
        on queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void
    ) -> (any DispatchSourceRead)? {
        // The source needs its descriptor until it is cancelled, also without the client.
        let descriptor = fcntl(client.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return nil }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.setCancelHandler { close(descriptor) }
        source.activate()
        return source
    }

    /// Returns the next message that has arrived; nil: none.
    ///
    /// **Errors:** `EPIPE` after the end of the process; `EBADMSG` for bytes that can't be read.
    func next() throws(SocketFailure) -> Message? {
        while let reply = try client.receive(within: .zero) {
            switch reply {
            case .event(let event): return .event(event)
            case .unknown: continue
            case .accepted, .refused, .status:
                guard !unanswered.isEmpty else {
                    throw SocketFailure(
                        operation: "read from the election process", number: EBADMSG)
                }
                return .reply(reply, to: unanswered.removeFirst().request)
            }
        }
        return nil
    }
}
