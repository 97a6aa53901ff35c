import Addresses

/// Access to HAProxy's statistics page.
public struct StatisticsPage: Sendable, Hashable {
    /// User name of the login; nil: no login.
    public var login: String?
    /// The password of ``login``.
    public var password: Secret?
    /// Networks of clients with access.
    ///
    /// **Shape:** empty: all clients.
    public var allow: [Prefix]
    /// Lines of HAProxy's configuration language for the page's section.
    public var raw: [String]

    /// Creates a page, by default open to all clients.
    public init(
        login: String? = nil, password: Secret? = nil, allow: [Prefix] = [], raw: [String] = []
    ) {
        self.login = login
        self.password = password
        self.allow = allow
        self.raw = raw
    }
}
