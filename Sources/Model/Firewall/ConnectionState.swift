/// The state of a packet's connection in the kernel's connection tracking.
///
/// Source: iptables-extensions(8), `conntrack`, `--ctstate`. Cases are in the order in which
/// iptables prints them.
public enum ConnectionState: String, Sendable, Hashable, CaseIterable {
    /// Belongs to no known connection and can begin none.
    case invalid = "INVALID"
    /// The first packet of a connection.
    case new = "NEW"
    /// A new connection that belongs to another one: an ICMP error, FTP data.
    case related = "RELATED"
    /// A connection with packets in both directions.
    case established = "ESTABLISHED"
    /// Excluded from connection tracking.
    case untracked = "UNTRACKED"
    /// A connection with a translated source.
    case sourceTranslated = "SNAT"
    /// A connection with a translated destination.
    case destinationTranslated = "DNAT"
}
