/// The pages for browsers, at all paths but those of the API.
public protocol PageSite: Sendable {
    /// Returns the page of a request.
    ///
    /// - Parameter target: the path and the query.
    ///
    /// **Errors:** 400: a malformed target; 404: no such page; 405: no such method of the page.
    func visit(_ method: String, _ target: String) throws(APIRefusal) -> PageVisit

    /// Returns the client of a request, if it may make it; nil: no sign-in is needed.
    ///
    /// **Errors:** 401: no session; 403: another group, or another origin; 503.
    func admit(
        _ visit: PageVisit, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal?

    /// Answers a request.
    ///
    /// **Errors:** ``APIRefusal``.
    func answer(to call: PageCall) async throws(APIRefusal) -> APIAnswer

    /// Returns the page that shows a refusal.
    ///
    /// - Parameter target: the path and the query of the refused request.
    func page(of refusal: APIRefusal, at target: String) -> APIAnswer
}
