import Admin
import Files
import Model

/// The clients that have the token in `api.token` of the state directory: root of this node.
struct StateToken: Authenticator {
    private let path: String

    /// Creates the recognition of the token in this directory.
    init(state: String) {
        path = state + "/api.token"
    }

    func principal(
        for headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal {
        guard let token = headers.bearer else {
            throw APIRefusal(
                401, .apiAccess, "the request has no token",
                hint: "send `Authorization: Bearer TOKEN`"
            ).with("www-authenticate", "Bearer")
        }
        let file = TrustedFile(path: path, trusting: .own, isStrict: true)
        // Without a token nobody has it.
        guard let text = try? file.text(limit: 4096),
            case let known = text.prefix(while: { $0 != "\n" }), known.utf8.count >= 32,
            Self.isSame(token, known)
        else {
            throw APIRefusal(401, .apiAccess, "the token is unknown")
                .with("www-authenticate", "Bearer")
        }
        return Principal(name: "root", group: .configuration, origin: address)
    }

    /// Compares two texts in a time that depends on their lengths only.
    private static func isSame(_ left: String, _ right: Substring) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
