import Model

/// The servers that are judged while a service is a canary, and those to which they are compared.
public struct CanaryJury: Sendable, Hashable {
    /// The servers that the edit adds, which must pass their checks.
    public let added: Set<CanaryServer>
    /// The other servers of lists with added ones.
    public let others: Set<CanaryServer>
    /// The servers whose service has other settings, which are compared with their past.
    public let changed: Set<CanaryServer>
    /// The time within which a server must have passed its checks.
    public let patience: Duration
    /// Whether requests are counted: by HAProxy, at layer 7.
    public let counts: Bool

    /// - Parameter isChanged: whether the edit changes more than the lists of servers.
    init(_ lists: [CanaryList], isChanged: Bool, patience: Duration, counts: Bool) {
        func servers(_ lists: [CanaryList], _ names: (CanaryList) -> [String]) -> Set<CanaryServer>
        {
            Set(lists.flatMap { list in names(list).map { CanaryServer($0, list: list.number) } })
        }
        added = servers(lists, \.added)
        others = servers(lists.filter { !$0.added.isEmpty }, \.others)
        changed = isChanged || added.isEmpty ? servers(lists, \.others) : []
        self.patience = patience
        self.counts = counts
    }
}
