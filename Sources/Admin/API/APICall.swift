import Model
import NIOCore

/// A request of a known client, ready to be answered.
public struct APICall: Sendable {
    /// The request.
    public let route: APIRouteName
    /// The parameters of the path and of the query, by name.
    public let parameters: [String: String]
    /// The body.
    public let body: ByteBuffer
    /// The client; nil: the route is for everybody.
    public let principal: Principal?
    /// The headers.
    public let headers: APIHeaders
    /// The time at which the connection was opened.
    public let opened: Moment

    /// Creates a call.
    public init(
        _ route: APIRouteName, parameters: [String: String] = [:],
        body: ByteBuffer = ByteBuffer(), principal: Principal? = nil,
        headers: APIHeaders = APIHeaders(), opened: Moment = Moment()
    ) {
        self.route = route
        self.parameters = parameters
        self.body = body
        self.principal = principal
        self.headers = headers
        self.opened = opened
    }

    /// Returns the JSON of the body; nil: the route has none.
    ///
    /// **Errors:** 400: it is not of the route's form.
    func change(of route: APIRoute) throws(APIRefusal) -> ChangeRequest? {
        guard case .json(let form, _) = route.body else { return nil }
        return try ChangeRequest(body, as: form)
    }

    /// Returns the text of a parameter; "": it is absent.
    public func text(_ name: String) -> String { parameters[name] ?? "" }

    /// Returns the number of a parameter; nil: it is absent.
    public func number(_ name: String) -> Int? { parameters[name].flatMap { Int($0) } }
}
