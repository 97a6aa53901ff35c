import Model

/// The servers that are judged while a service is a canary, and those to which they are compared.
public struct CanaryJury: Sendable, Hashable {
    /// The servers that the edit adds, which must pass their checks.
    public let added: Set<CanaryServer>
    /// The other servers of lists with added ones.
    public let others: Set<CanaryServer>
    /// The servers that were there before, of all lists.
    public let former: Set<CanaryServer>
    /// The servers that have other settings, or whose service has, which are compared with their
    /// past.
    public let changed: Set<CanaryServer>
    /// The servers that were there before, that the edit keeps, and that are online: one that
    /// worked must continue to work.
    public let kept: Set<CanaryServer>
    /// The servers that the edit adds, and that the operator has drained or set offline.
    public let idle: Set<CanaryServer>
    /// The servers that the edit removes, which stay until all of it is in force.
    public let removed: Set<CanaryServer>
    /// Whether a new server has a percentage of its weight: another one was there before.
    public let isShared: Bool
    /// Whether the edit changes the proxy or a server of it, so that errors of HAProxy itself can
    /// be its fault.
    public let judgesProxy: Bool
    /// Whether the edit has a new route that answers with a status 5xx.
    public let asksErrors: Bool
    /// All servers, new and former.
    var all: Set<CanaryServer> { added.union(former) }
    /// Whether new servers would have all requests, because the others of a list are backups.
    let isBesideBackups: Bool
    /// The name that several lists have, because the edit moves a server; nil: none.
    let repeated: String?
    /// The time within which a server must have passed its checks.
    public let patience: Duration
    /// Whether requests are counted: by HAProxy, at layer 7.
    public let counts: Bool

    /// - Parameters:
    ///   - isChanged: whether the edit changes more than the lists of servers.
    ///   - asksErrors: whether the edit has a new route that answers with a status 5xx.
    init(
        _ lists: [CanaryList], isChanged: Bool, asksErrors: Bool = false, patience: Duration,
        counts: Bool
    ) {
        func servers(_ lists: [CanaryList], _ names: (CanaryList) -> [String]) -> Set<CanaryServer>
        {
            Set(lists.flatMap { list in names(list).map { CanaryServer($0, list: list.number) } })
        }
        added = servers(lists, \.added)
        others = servers(lists.filter { !$0.added.isEmpty }, \.others)
        former = servers(lists, \.others)
        idle = servers(lists, \.idle)
        kept = servers(lists, \.kept)
        removed = servers(lists, \.removed)
        isShared = lists.contains(where: \.isShared)
        self.asksErrors = asksErrors
        changed =
            isChanged || added.isEmpty && idle.isEmpty
            ? servers(lists, \.others) : servers(lists, \.changed)
        judgesProxy = counts && (isChanged || !changed.isEmpty)
        isBesideBackups = lists.contains(where: \.isBesideBackups)
        var seen: Set<String> = []
        repeated = lists.flatMap { $0.added + $0.idle + $0.others }
            .first { !seen.insert($0).inserted }
        self.patience = patience
        self.counts = counts
    }
}
