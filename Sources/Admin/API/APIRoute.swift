/// A request that the API answers.
///
/// The table of these is the contract: requests are matched by it, and the OpenAPI document is made
/// of it.
public struct APIRoute: Sendable {
    /// The name.
    public let name: APIRouteName
    /// The method: "GET".
    public let method: String
    /// The path after the prefix, with parameters in braces: `/services/{service}`.
    public let path: String
    /// The group that may make the request; nil: everybody, without an account.
    public let group: AccountGroup?
    /// The request in a sentence.
    public let summary: String
    /// The fields of the query.
    public var query: [APIParameter] = []
    /// The body of the request.
    public var body = Body.none
    /// The body of the answer.
    public let answer: Media
    /// The statuses of refusals that only some routes have, beside 400, 401, 403, 404 and 503.
    public var refusals: [Int] = []

    /// The prefix of every path.
    public static let prefix = "/api/v1"

    /// The body of a request.
    public enum Body: Sendable {
        /// None.
        case none
        /// A document, as text.
        case document
        /// JSON of this form; `isOptional`: or none.
        case json(APIForm, isOptional: Bool)
    }

    /// The body of an answer.
    public enum Media: Sendable {
        /// JSON of this form.
        case json(APIForm)
        /// A document, as text.
        case document
        /// Metrics of Prometheus.
        case metrics
        /// Server-sent events.
        case eventStream
        /// Comma-separated values.
        case table
        /// A picture of this type.
        case picture(String)
        /// The OpenAPI document.
        case openAPI

        /// The value of the header `Content-Type`.
        public var type: String {
            switch self {
            case .json, .openAPI: "application/json"
            case .document: "application/yaml"
            case .metrics: "text/plain; version=0.0.4; charset=utf-8"
            case .eventStream: "text/event-stream"
            case .table: "text/csv; charset=utf-8; header=present"
            case .picture(let type): type
            }
        }
    }

    /// The most bytes of the body of a request.
    var bodyLimit: Int {
        switch body {
        case .none, .json: APILimits.body
        case .document: APILimits.document
        }
    }

    /// The pattern of the path.
    var pattern: PathPattern { PathPattern(path) }

    /// The parameters of the path, in its order.
    var parameters: [APIParameter] { pattern.parameters.map(APIRouteName.pathParameter) }

    /// Returns the request of a name.
    public static func named(_ name: APIRouteName) -> APIRoute { route(name) }
}
