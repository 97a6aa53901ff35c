import Admin
import NIOCore
import Synchronization

/// A controller that records changes.
final class ChangedSite: APISite {
    private let asked = Mutex<[APICall]>([])

    /// The requests as texts, the oldest first.
    var calls: [String] {
        asked.withLock(\.self).map { call in
            let body = String(decoding: call.body.readableBytesView, as: UTF8.self)
            return "\(call.route.rawValue) \(call.text("service"))/\(call.text("server")) \(body)"
                + " by \(call.principal?.name ?? "-")"
        }
    }

    func answer(to call: APICall) async throws -> APIAnswer {
        asked.withLock { $0.append(call) }
        if call.text("server") == "none" { throw APIRefusal(404, "there is no <server>") }
        return APIAnswer(.whole(ByteBuffer(string: "{}\n")))
    }
}
