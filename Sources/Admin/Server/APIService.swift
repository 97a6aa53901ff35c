import FoundationEssentials
import Model
import NIOCore

/// The way from a complete request to its answer, the same for all connections.
struct APIService: Sendable {
    private let site: any APISite
    private let authenticator: any Authenticator
    /// The time limits.
    let times: APITimes

    init(_ site: any APISite, _ authenticator: any Authenticator, _ times: APITimes) {
        self.site = site
        self.authenticator = authenticator
        self.times = times
    }

    /// Returns the client of a request, if it may make it; nil: everybody may.
    ///
    /// **Errors:** 401, 403, 429.
    func admit(
        _ match: APIRouter.Match, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal? {
        let route = match.route
        guard let group = route.group else { return nil }
        let principal = try await authenticator.principal(for: headers, from: address)
        guard principal.group >= group else {
            let refusal = APIRefusal(
                403, .apiAccess,
                "\(principal.name) is of the group \(principal.group.rawValue), and this needs "
                    + group.rawValue)
            if let action = route.words(match.parameters) {
                await authenticator.note(principal, action, why: nil, refusal: refusal)
            }
            throw refusal
        }
        return principal
    }

    /// Returns the answer to a request; a change is in the audit log by then.
    func answer(to call: APICall, of route: APIRoute) async -> Result<APIAnswer, APIRefusal> {
        let result = await answer(to: call)
        if let principal = call.principal, let action = route.words(call.parameters) {
            // A body that can't be read has no reason.
            let reason = call.parameters["message"] ?? (try? call.change(of: route))?.message
            let refusal =
                if case .failure(let refusal) = result { refusal } else { nil as APIRefusal? }
            await authenticator.note(principal, action, why: reason, refusal: refusal)
        }
        return result
    }

    private func answer(to call: APICall) async -> Result<APIAnswer, APIRefusal> {
        do {
            return .success(try await site.answer(to: call))
        } catch let refusal as APIRefusal {
            return .failure(refusal)
        } catch {
            // Its text could name files or hosts.
            return .failure(APIRefusal(500, "the controller has failed to answer"))
        }
    }

    /// Returns the body of a refusal.
    static func body(of refusal: APIRefusal) -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain texts and numbers always encode.
        guard let data = try? encoder.encode(refusal.body) else { return ByteBuffer() }
        return ByteBuffer(bytes: data + [0x0a])
    }
}
