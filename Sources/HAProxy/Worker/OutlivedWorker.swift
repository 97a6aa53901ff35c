/// A worker of an earlier configuration that is stopped because of the number of later reloads.
public struct OutlivedWorker: Sendable, Hashable {
    /// Its process id.
    public let pid: Int32
    /// The number of reloads that it survived.
    public let reloads: Int
    /// The number of cut connections; nil: unknown.
    public let connections: Int?
}
