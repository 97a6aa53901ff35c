import Admin
import Model
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

    /// The last request.
    var last: APICall? { asked.withLock(\.last) }

    func answer(to call: APICall) async throws -> APIAnswer {
        asked.withLock { $0.append(call) }
        if call.text("server") == "none" { throw APIRefusal(404, "there is no <server>") }
        if call.route == .putDocument {
            let text = String(decoding: call.body.readableBytesView, as: UTF8.self)
            if text.contains("# wrong") {
                let finding = Diagnostic(
                    .version, at: DocumentPath(),
                    location: SourceLocation(line: 2, column: 1, length: 3), "a <mistake>",
                    hint: "mend it")
                throw APIRefusal(422, of: [finding])
            }
            if text.contains("# full") { throw APIRefusal(503, "the disk is full") }
            if text.contains("# late") { throw APIRefusal(412, .apiConflict, "changed meanwhile") }
        }
        return APIAnswer(.whole(ByteBuffer(string: "{}\n")))
    }
}
