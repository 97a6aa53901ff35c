import NIOCore
import Synchronization

@testable import Admin

/// A controller that echoes and records its requests.
final class RecordedSite: APISite {
    private let asked = Mutex<[APICall]>([])
    /// Where followers of events get theirs.
    let events = Mutex<[AsyncStream<ByteBuffer>.Continuation]>([])

    /// The requests, the oldest first.
    var calls: [APICall] { asked.withLock { $0 } }

    private struct Unexpected: Error {}

    func answer(to call: APICall) async throws -> APIAnswer {
        asked.withLock { $0.append(call) }
        switch call.route {
        case .getStatus: return APIAnswer(.whole(ByteBuffer(string: "{}\n")))
        case .getServices:
            return APIAnswer(.whole(ByteBuffer(repeating: 0x20, count: 64 << 20)))
        case .followEvents:
            let (stream, events) = AsyncStream.makeStream(of: ByteBuffer.self)
            self.events.withLock { $0.append(events) }
            events.yield(ByteBuffer(string: "data: first\n\n"))
            return APIAnswer(.stream(stream))
        case .getPlan:
            // Until the task is cancelled.
            try await Task.sleep(for: .seconds(600))
            throw Unexpected()
        case .getHistory: throw Unexpected()
        case .putDocument:
            return APIAnswer(
                .whole(ByteBuffer(string: "\(call.body.readableBytes)\n")), tag: "\"abc\"")
        default: throw APIRefusal(404, "there is no such thing")
        }
    }
}
