/// The source of answers: the controller.
public protocol APISite: Sendable {
    /// Answers a request of a client that may make it.
    ///
    /// **Errors:** ``APIRefusal``; any other error is an internal one, and its text is not sent.
    func answer(to call: APICall) async throws -> APIAnswer
}
