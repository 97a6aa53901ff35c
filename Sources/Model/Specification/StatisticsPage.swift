import Addresses

/// HAProxy's page of statistics: who sees it.
public struct StatisticsPage: Sendable, Hashable {
    /// Who logs in; nil: no login is asked for.
    public var login: String?
    /// The password of ``login``.
    public var password: Secret?
    /// Networks of clients that see it.
    ///
    /// **Shape:** none: all of them.
    public var allow: [Prefix]
    /// Lines of HAProxy's own language for the page's section.
    public var raw: [String]

    /// A page that everybody sees, but for what is given.
    public init(
        login: String? = nil, password: Secret? = nil, allow: [Prefix] = [], raw: [String] = []
    ) {
        self.login = login
        self.password = password
        self.allow = allow
        self.raw = raw
    }
}
