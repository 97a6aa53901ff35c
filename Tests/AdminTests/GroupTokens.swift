import Model
import Synchronization

@testable import Admin

/// Clients whose token is the word of their group.
final class GroupTokens: Authenticator {
    private let noted = Mutex<[String]>([])
    /// The groups whose tokens are revoked.
    let revoked = Mutex<Set<AccountGroup>>([])

    /// The lines of the audit log.
    var notes: [String] { noted.withLock { $0 } }

    func principal(
        for headers: APIHeaders, from address: String, isChange: Bool
    ) async throws(APIRefusal) -> Principal {
        guard let group = headers.bearer.flatMap(AccountGroup.init),
            !revoked.withLock({ $0.contains(group) })
        else {
            throw APIRefusal(401, .apiAccess, "the token is unknown")
        }
        return Principal(name: "test", group: group, origin: address)
    }

    func note(
        _ principal: Principal, _ action: String, why: String?, refusal: APIRefusal?
    ) async {
        let status = refusal.map { "\($0.status)" } ?? "done"
        noted.withLock { $0.append("\(principal.group): \(action), \(why ?? "-"), \(status)") }
    }
}
