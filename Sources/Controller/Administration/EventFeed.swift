import Files
import FoundationEssentials
import Model
import NIOCore

/// The events of the controller as they happen, for any number of clients.
///
/// The loop is asked once a second for all of them, and not at all without a client.
actor EventFeed {
    private let latest: @Sendable () async -> EventsAnswer
    private var clients: [UInt64: Client] = [:]
    private var next: UInt64 = 0
    private var loop: Task<Void, Never>?

    private struct Client {
        let stream: AsyncStream<ByteBuffer>.Continuation
        /// The last event that it was sent.
        var last: Int
    }

    /// The time between two questions.
    private static let period = Duration.seconds(1)
    /// The number of periods without an event after which a comment is sent.
    private static let silence = 15
    /// The most parts that a slow client is behind; then its stream ends, and it asks again.
    private static let backlog = 32

    /// Creates a feed.
    ///
    /// - Parameter latest: returns the latest events.
    init(latest: @escaping @Sendable () async -> EventsAnswer) {
        self.latest = latest
    }

    /// Returns the events after one, and those that follow.
    ///
    /// - Parameters:
    ///   - number: the last known event; 0: none is known.
    ///   - id: the header `Last-Event-ID`, which counts before the number; nil: none.
    func events(after number: Int, id: String?) async -> AsyncStream<ByteBuffer> {
        let answer = await latest()
        var last = number
        if let id {
            let parts = id.split(separator: "-").map { Int64($0) }
            // Another controller numbers its events from 1.
            let isSame = parts.count == 2 && parts[0] == answer.started
            last = isSame ? Int(clamping: parts[1] ?? 0) : 0
        }
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        let name = next
        next += 1
        continuation.onTermination = { _ in Task { await self.end(name) } }
        clients[name] = Client(stream: continuation, last: last)
        // The first part opens the stream at the client.
        continuation.yield(ByteBuffer(string: "retry: 2000\n\n"))
        send(answer)
        if loop == nil { loop = Task { await follow() } }
        return stream
    }

    private func end(_ name: UInt64) {
        clients[name] = nil
        guard clients.isEmpty else { return }
        loop?.cancel()
        loop = nil
    }

    private func follow() async {
        var quiet = 0
        // Cancelled without clients.
        while (try? await Task.sleep(for: Self.period)) != nil {
            let isNews = send(await latest())
            quiet = isNews ? 0 : quiet + 1
            guard quiet >= Self.silence else { continue }
            quiet = 0
            for name in clients.keys { send(ByteBuffer(string: ":\n\n"), to: name) }
        }
    }

    /// Sends each client the events that it lacks; true: one lacked some.
    @discardableResult
    private func send(_ answer: EventsAnswer) -> Bool {
        guard let newest = answer.events.last?.number else { return false }
        var isNews = false
        for (name, client) in clients where client.last != newest {
            // A number that is too high is of an earlier controller.
            let last = client.last > newest ? 0 : client.last
            var part = ByteBuffer()
            for event in answer.events where (event.number ?? 0) > last {
                Self.write(event, of: answer.started, to: &part)
            }
            clients[name]?.last = newest
            isNews = true
            send(part, to: name)
        }
        return isNews
    }

    private func send(_ part: ByteBuffer, to name: UInt64) {
        guard case .dropped? = clients[name]?.stream.yield(part) else { return }
        clients[name]?.stream.finish()
    }

    /// Source: WHATWG HTML, "Server-sent events".
    private static func write(_ event: Event, of start: Int64, to part: inout ByteBuffer) {
        // An event of plain values always encodes.
        guard let text = try? compactJSON(event) else { return }
        part.writeString("id: \(start)-\(event.number ?? 0)\nevent: \(event.kind.rawValue)\n")
        part.writeString("data: \(text)\n\n")
    }
}
