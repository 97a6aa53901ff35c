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
        _ route: APIRoute, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal? {
        guard let group = route.group else { return nil }
        let principal = try await authenticator.principal(for: headers, from: address)
        guard principal.group >= group else {
            throw APIRefusal(
                403, .apiAccess,
                "\(principal.name) is of the group \(principal.group.rawValue), and this needs "
                    + group.rawValue)
        }
        return principal
    }

    /// Returns the answer to a request.
    func answer(to call: APICall) async -> Result<APIAnswer, APIRefusal> {
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
