/// The matching of requests to ``APIRoute/all``.
struct APIRouter: Sendable {
    /// A matched request.
    struct Match: Sendable {
        let route: APIRoute
        /// The parameters of the path and of the query.
        let parameters: [String: String]
    }

    private struct Entry {
        let route: APIRoute
        let pattern: PathPattern
    }

    private static let entries = APIRoute.all.map { Entry(route: $0, pattern: $0.pattern) }

    /// Returns the route of a request, and its parameters.
    ///
    /// **Errors:** 400: a malformed target; 404: no such path; 405: no such method of the path.
    static func match(_ method: String, _ target: String) throws(APIRefusal) -> Match {
        guard target.utf8.count <= APILimits.target else {
            throw APIRefusal(
                400, "the target of the request has more than \(APILimits.target) bytes")
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        guard path.hasPrefix(APIRoute.prefix + "/") else { throw nothing(at: path) }
        let segments = try path.dropFirst(APIRoute.prefix.count + 1)
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { segment throws(APIRefusal) in
                guard let text = PathText.unescaped(String(segment)) else {
                    throw APIRefusal(400, "the path has a wrong escape")
                }
                return text
            }
        var methods: Set<String> = []
        for entry in entries {
            guard let parameters = entry.pattern.values(in: segments) else { continue }
            guard entry.route.method == method else {
                methods.insert(entry.route.method)
                continue
            }
            let query = try fields(of: parts.count > 1 ? parts[1] : "", for: entry.route)
            try check(parameters, against: entry.route.parameters)
            return Match(
                route: entry.route, parameters: parameters.merging(query) { path, _ in path })
        }
        guard !methods.isEmpty else { throw nothing(at: path) }
        if methods.contains("GET") { methods.insert("HEAD") }
        let allowed = methods.sorted().joined(separator: ", ")
        throw APIRefusal(405, "this path has \(allowed), not \(method)").with("allow", allowed)
    }

    private static func nothing(at path: Substring) -> APIRefusal {
        APIRefusal(
            404, "there is no \(String(path.prefix(200)))",
            hint: "\(APIRoute.prefix)/openapi.json lists all paths")
    }

    private static func check(
        _ values: [String: String], against parameters: [APIParameter]
    ) throws(APIRefusal) {
        for parameter in parameters {
            guard let value = values[parameter.name], !parameter.accepts(value) else { continue }
            // A number that no document has is not found; a long name is not the name of anything.
            throw APIRefusal(400, "\(parameter.name) has to be \(parameter.words)")
        }
    }

    private static func fields(
        of query: Substring, for route: APIRoute
    ) throws(APIRefusal) -> [String: String] {
        var values: [String: String] = [:]
        for field in query.split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { PathText.unescaped(String($0.replacing("+", with: " "))) }
            guard pair.count == 2, let name = pair[0], let value = pair[1] else {
                throw APIRefusal(400, "the query has a malformed field")
            }
            guard let parameter = route.query.first(where: { $0.name == name }) else {
                throw APIRefusal(400, "the query has an unknown field \"\(name.prefix(100))\"")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw APIRefusal(400, "the query has \(name) twice")
            }
            guard parameter.accepts(value) else {
                throw APIRefusal(400, "\(name) has to be \(parameter.words)")
            }
        }
        return values
    }
}
