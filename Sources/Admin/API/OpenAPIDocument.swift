import Document
import Model

/// The description of the API as OpenAPI 3.1, made of ``APIRoute/all``.
///
/// Source: OpenAPI Specification 3.1.0.
public struct OpenAPIDocument {
    private let shape: (APIForm) -> RecordShape

    /// Creates the description.
    ///
    /// - Parameter shape: returns the shape of a form.
    public init(shape: @escaping (APIForm) -> RecordShape) {
        self.shape = shape
    }

    private typealias Members = [(key: String, value: JSONValue)]

    /// The text, JSON.
    public var text: String {
        let components: Members = [
            ("securitySchemes", Self.schemes), ("schemas", .object(schemas)),
        ]
        let root: Members = [
            ("openapi", "3.1.0"), ("info", info),
            ("servers", .list([.object([("url", .text(APIRoute.prefix))])])),
            (
                "security",
                .list([.object([("token", .list([]))]), .object([("session", .list([]))])])
            ),
            ("paths", .object(paths)), ("components", .object(components)),
        ]
        return JSONValue.object(root).text() + "\n"
    }

    private var info: JSONValue {
        let license: Members = [("name", "Apache-2.0"), ("identifier", "Apache-2.0")]
        let members: Members = [
            ("title", "Ballast"), ("version", "1"),
            (
                "description",
                "The API of the controller. Refusals have the form refusal, with a code for each."
            ),
            ("license", .object(license)),
        ]
        return .object(members)
    }

    private static let schemes: JSONValue = {
        let token: Members = [("type", "http"), ("scheme", "bearer")]
        let session: Members = [
            ("type", "apiKey"), ("in", "cookie"), ("name", .text(SessionCookie.session.name)),
            (
                "description",
                .text(
                    "The session of a page. Requests other than GET need its CSRF token in the "
                        + "header X-Ballast-Form.")
            ),
        ]
        let schemes: Members = [("token", .object(token)), ("session", .object(session))]
        return .object(schemes)
    }()

    /// Returns contents of one type.
    private static func content(_ type: String, _ schema: JSONValue) -> JSONValue {
        .object([(type, .object([("schema", schema)]))])
    }

    private var paths: Members {
        var order: [String] = []
        var operations: [String: Members] = [:]
        for route in APIRoute.all {
            if operations[route.path] == nil { order.append(route.path) }
            operations[route.path, default: []]
                .append((route.method.lowercased(), .object(operation(route))))
        }
        return order.map { ($0, .object(operations[$0] ?? [])) }
    }

    private func operation(_ route: APIRoute) -> Members {
        var members: Members = [
            ("operationId", .text(route.name.rawValue)),
            ("summary", .text(route.summary)),
            (
                "description",
                .text(
                    route.group.map { "Group: \($0.rawValue)." }
                        ?? "For everybody, without an account.")
            ),
        ]
        if route.group == nil { members.append(("security", .list([]))) }
        let parameters =
            route.parameters.map { Self.parameter($0, in: "path") }
            + route.query.map { Self.parameter($0, in: "query") } + Self.headers(of: route)
        if !parameters.isEmpty { members.append(("parameters", .list(parameters))) }
        if let body = Self.body(route.body) { members.append(("requestBody", body)) }
        members.append(("responses", .object(responses(route))))
        return members
    }

    private static func parameter(_ parameter: APIParameter, in place: String) -> JSONValue {
        let schema: Members =
            switch parameter.kind {
            case .text:
                [
                    ("type", "string"), ("minLength", 1),
                    ("maxLength", .integer(APIParameter.longestText)),
                ]
            case .integer(let range):
                [
                    ("type", "integer"), ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)),
                ]
            case .word(let words): [("enum", .list(words.map { .text($0) }))]
            }
        let members: Members = [
            ("name", .text(parameter.name)), ("in", .text(place)),
            ("required", .boolean(place == "path")),
            ("description", .text(parameter.meaning)), ("schema", .object(schema)),
        ]
        return .object(members)
    }

    private static func headers(of route: APIRoute) -> [JSONValue] {
        if route.name == .followEvents {
            return [
                header(
                    "Last-Event-ID", isRequired: false,
                    "The id of the last known event, which counts before `after`.",
                    pattern: "^[0-9]+-[0-9]+$")
            ]
        }
        guard route.refusals.contains(428) else { return [] }
        return [
            header(
                "If-Match", isRequired: true,
                "The ETag of the document that is replaced, or a list of them.", pattern: tag)
        ]
    }

    private static let tag = "^\"[0-9a-f]{64}\"( *, *\"[0-9a-f]{64}\")*$"

    private static func header(
        _ name: String, isRequired: Bool, _ meaning: String, pattern: String
    ) -> JSONValue {
        let schema: Members = [("type", "string"), ("pattern", .text(pattern))]
        let members: Members = [
            ("name", .text(name)), ("in", "header"), ("required", .boolean(isRequired)),
            ("description", .text(meaning)), ("schema", .object(schema)),
        ]
        return .object(members)
    }

    /// The headers of an answer with a document, or after a change of it; nil: another answer.
    private static func answerHeaders(of route: APIRoute) -> JSONValue? {
        guard [.getDocument, .putDocument, .patchDocument].contains(route.name) else { return nil }
        let schema: Members = [("type", "string"), ("pattern", "^\"[0-9a-f]{64}\"$")]
        let tag: Members = [
            ("description", "The digest of the document."), ("schema", .object(schema)),
        ]
        return .object([("ETag", .object(tag))])
    }

    /// The contents of an answer by their types.
    private static func contents(of route: APIRoute, _ schema: JSONValue) -> JSONValue {
        var types = [String(route.answer.type.prefix { $0 != ";" })]
        if route.name == .getMetrics { types.append("application/openmetrics-text") }
        let members = types.map { ($0, JSONValue.object([("schema", schema)])) }
        return .object(members)
    }

    private static func body(_ body: APIRoute.Body) -> JSONValue? {
        switch body {
        case .none: return nil
        case .document:
            let members: Members = [
                ("required", true), ("content", content("application/yaml", document)),
            ]
            return .object(members)
        case .json(let form, let isOptional):
            let members: Members = [
                ("required", .boolean(!isOptional)),
                ("content", content("application/json", reference(form))),
            ]
            return .object(members)
        }
    }

    /// YAML of any contents: a wrong document is an answer, or a refusal, of its own.
    private static let document = JSONValue.object([
        ("description", "A document: schema/ballast.schema.json.")
    ])
    private static let text = JSONValue.object([("type", "string")])

    private static func reference(_ form: APIForm) -> JSONValue {
        .object([("$ref", .text("#/components/schemas/\(form.rawValue)"))])
    }

    private func responses(_ route: APIRoute) -> Members {
        let schema: JSONValue =
            switch route.answer {
            case .json(let form): Self.reference(form)
            case .openAPI: .object([("type", "object")])
            case .document: Self.document
            case .metrics, .eventStream, .table: Self.text
            case .picture: .object([("description", "A picture.")])
            }
        var success: Members = [("description", .text(route.summary))]
        if let headers = Self.answerHeaders(of: route) { success.append(("headers", headers)) }
        success.append(("content", Self.contents(of: route, schema)))
        var responses: Members = [("200", .object(success))]
        var statuses: Set<Int> = [400, 405, 500, 503]
        if route.group != nil { statuses.formUnion([401, 403, 429]) }
        if !route.parameters.isEmpty || route.name == .getPeers { statuses.insert(404) }
        switch route.body {
        case .none: break
        case .document, .json: statuses.formUnion([413, 415])
        }
        statuses.formUnion(route.refusals)
        for status in statuses.sorted() {
            let refusal: Members = [
                ("description", .text(Self.words[status] ?? "Refused.")),
                ("content", Self.content("application/json", Self.reference(.refusal))),
            ]
            responses.append(("\(status)", .object(refusal)))
        }
        return responses
    }

    private static let words = [
        400: "The request is malformed.", 401: "No valid token.",
        403: "The account may not do this.", 404: "There is no such object.",
        405: "The path has other methods.",
        409: "The state of the document does not allow it.",
        412: "The document has changed meanwhile.", 413: "The body is too large.",
        415: "The body is of another type.",
        422: "The document, or the edited one, has errors.",
        428: "If-Match is missing.", 429: "Too many attempts.",
        500: "A fault of the controller.", 503: "The controller cannot answer now.",
    ]

    /// The schemas of all forms; objects within a form have its name before theirs.
    private var schemas: Members {
        APIForm.allCases.flatMap { form in
            componentSchemas(of: shape(form), named: form.rawValue)
        }
    }
}
