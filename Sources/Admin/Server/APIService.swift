import FoundationEssentials
import Model
import NIOCore

/// The way from a complete request to its answer, the same for all connections and for pages.
public struct APIService: Sendable {
    private let site: any APISite
    private let authenticator: any Authenticator
    /// The pages for browsers; nil: there are none.
    private let pages: (any PageSite)?
    /// The time limits.
    let times: APITimes

    /// Creates the way to a site.
    public init(_ site: any APISite, _ authenticator: any Authenticator) {
        self.init(site, authenticator, nil, .usual)
    }

    init(
        _ site: any APISite, _ authenticator: any Authenticator, _ pages: (any PageSite)?,
        _ times: APITimes
    ) {
        self.site = site
        self.authenticator = authenticator
        self.pages = pages
        self.times = times
    }

    /// Returns the route or the page of a request.
    ///
    /// **Errors:** 400, 404, 405.
    func match(_ method: String, _ target: String) throws(APIRefusal) -> RequestTarget {
        guard let pages = pages(at: target) else {
            return .api(try APIRouter.match(method, target))
        }
        guard target.utf8.count <= APILimits.target else {
            throw APIRefusal(400, "the address of the page has more than \(APILimits.target) bytes")
        }
        return .page(try pages.visit(method, target))
    }

    /// Returns the page that shows a refusal; nil: the target is one of the API.
    func page(of refusal: APIRefusal, at target: String) -> APIAnswer? {
        pages(at: target)?.page(of: refusal, at: target)
    }

    private func pages(at target: String) -> (any PageSite)? {
        target == "/api" || target.hasPrefix("/api/") ? nil : pages
    }

    /// Returns the client of a request, if it may make it; nil: no sign-in is needed.
    ///
    /// **Errors:** 401, 403, 429.
    func admit(
        _ target: RequestTarget, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal? {
        switch target {
        case .api(let match): return try await admit(match, headers, from: address)
        case .page(let visit): return try await pages?.admit(visit, headers, from: address)
        }
    }

    private func admit(
        _ match: APIRouter.Match, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal? {
        let route = match.route
        guard let group = route.group else { return nil }
        let principal = try await authenticator.principal(
            for: headers, from: address, isChange: route.method != "GET")
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

    /// Returns the answer to a request for a page.
    func answer(to call: PageCall) async -> Result<APIAnswer, APIRefusal> {
        guard let pages else { return .failure(APIRefusal(404, "there are no pages")) }
        do throws(APIRefusal) {
            return .success(try await pages.answer(to: call))
        } catch {
            return .failure(error)
        }
    }

    /// Returns the answer to a request; a change is in the audit log by then.
    public func answer(
        to call: APICall, of route: APIRoute
    ) async -> Result<APIAnswer, APIRefusal> {
        let result = await answer(to: call)
        if case .success(let answer) = result, answer.isUnchanged { return result }
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
