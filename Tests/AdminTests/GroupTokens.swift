@testable import Admin

/// Clients whose token is the word of their group.
struct GroupTokens: Authenticator {
    func principal(
        for headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal {
        guard let group = headers.bearer.flatMap(AccountGroup.init) else {
            throw APIRefusal(401, .apiAccess, "the token is unknown")
        }
        return Principal(name: "test", group: group, origin: address)
    }
}
