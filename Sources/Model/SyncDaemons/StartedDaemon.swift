/// The facts about a daemon that the kernel does not list, as of its start.
///
/// Its sockets belong to the interface of that time, and stay deaf when one of the same name takes
/// its place. Source: `net/netfilter/ipvs/ip_vs_sync.c`, `start_sync_thread`.
public struct StartedDaemon: Sendable, Hashable, Codable {
    /// The interface's number; nil: it was not known.
    public var link: Int32?
    /// The length that was asked for; nil: the kernel's choice.
    public var maximumLength: Int?
    /// How many ports it uses, which counts when none runs; nil: it was not known.
    public var ports: Int?

    /// A daemon that was started so.
    public init(link: Int32? = nil, maximumLength: Int? = nil, ports: Int? = nil) {
        self.link = link
        self.maximumLength = maximumLength
        self.ports = ports
    }
}
