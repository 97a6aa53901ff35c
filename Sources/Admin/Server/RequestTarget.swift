/// The matched target of a request.
enum RequestTarget: Sendable {
    /// A request of the API.
    case api(APIRouter.Match)
    /// A page.
    case page(PageVisit)

    /// The most bytes of the body.
    var bodyLimit: Int {
        switch self {
        case .api(let match): match.route.bodyLimit
        case .page(let visit): visit.bodyLimit
        }
    }

    /// The type of an answer that names none.
    var answerType: String {
        switch self {
        case .api(let match): match.route.answer.type
        case .page: "text/html; charset=utf-8"
        }
    }

    /// The refusal of a body of the wrong type; nil: it is right.
    ///
    /// - Parameters:
    ///   - length: the size of the body.
    ///   - type: its type.
    func refusal(ofBody length: Int, _ type: String?) -> APIRefusal? {
        switch self {
        case .page(let visit):
            return length == 0 || visit.bodyLimit > 0
                ? nil : APIRefusal(400, "this request has no body")
        case .api(let match):
            switch match.route.body {
            case .none:
                return length == 0 ? nil : APIRefusal(400, "this request has no body")
            case .json(_, let isOptional):
                if length == 0 { return isOptional ? nil : APIRefusal(400, "the body is missing") }
                if type == "application/json" { return nil }
                let refusal = APIRefusal(415, "the body has to be of the type application/json")
                // RFC 5789 section 3.1.
                return match.route.method == "PATCH"
                    ? refusal.with("accept-patch", "application/json") : refusal
            case .document:
                let types = ["application/yaml", "application/x-yaml", "text/yaml", "text/plain"]
                return types.contains(type ?? "")
                    ? nil : APIRefusal(415, "the body has to be of the type application/yaml")
            }
        }
    }
}
