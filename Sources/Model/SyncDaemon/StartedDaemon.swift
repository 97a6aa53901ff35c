/// The facts about a daemon that the kernel does not list, as of its start.
///
/// Its sockets belong to the interface of that time, and receive nothing when another interface of
/// the same name replaces it. Source: `net/netfilter/ipvs/ip_vs_sync.c`, `start_sync_thread`.
public struct StartedDaemon: Sendable, Hashable, Codable {
    /// The index of the interface; nil: unknown.
    public var link: Int32?
    /// The requested maximum length; nil: chosen by the kernel.
    public var maximumLength: Int?
    /// Number of ports that it uses; a change needs a start while none runs; nil: unknown.
    public var ports: Int?
    /// The time of the start; nil: unknown.
    public var since: Moment?
    /// The value of `sync_sock_size` at its start, 0 for the default of the kernel; nil: unknown.
    ///
    /// **Unit:** bytes.
    public var socketSize: Int?

    /// Creates the facts of a start.
    public init(
        link: Int32? = nil, maximumLength: Int? = nil, ports: Int? = nil, since: Moment? = nil,
        socketSize: Int? = nil
    ) {
        self.link = link
        self.maximumLength = maximumLength
        self.ports = ports
        self.since = since
        self.socketSize = socketSize
    }
}
