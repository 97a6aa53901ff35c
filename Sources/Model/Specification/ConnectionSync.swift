import Addresses

/// Synchronisation of open connections with the other nodes, so that they survive a fail-over.
///
/// Source: ipvsadm(8), `--start-daemon`.
public struct ConnectionSync: Sendable, Hashable {
    /// The daemons of a node.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// The master while this node carries the addresses, else the backup.
        case automatic
        /// The master: it sends.
        case master
        /// The backup: it receives.
        case backup
        /// Both at the same time, for nodes that are each master of some addresses.
        case both
    }

    /// The daemons of each node.
    public var role: Role
    /// The interface of the unencrypted messages.
    public var interface: String
    /// The synchronisation ID; messages with another ID are ignored.
    ///
    /// **Range:** 0...255; a backup with 0 accepts all.
    public var id: Int
    /// The multicast group; nil: 224.0.0.81.
    public var group: IPAddress?
    /// The UDP port; if the kernel uses several (`sync_ports`), the first.
    ///
    /// Default: 8848.
    public var port: UInt16
    /// Maximum number of routers on the path of a message.
    ///
    /// Default: 1.
    public var timeToLive: UInt8
    /// Maximum size of a message; nil: chosen by the kernel to fit into a frame.
    ///
    /// **Unit:** bytes of UDP payload.
    public var maximumLength: Int?

    /// Creates settings for this interface.
    public init(
        role: Role = .automatic, interface: String, id: Int = 0, group: IPAddress? = nil,
        port: UInt16 = 8_848, timeToLive: UInt8 = 1, maximumLength: Int? = nil
    ) {
        self.role = role
        self.interface = interface
        self.id = id
        self.group = group
        self.port = port
        self.timeToLive = timeToLive
        self.maximumLength = maximumLength
    }

    /// The daemons of a node.
    ///
    /// - Parameters:
    ///   - carriesAddresses: whether clients reach it.
    ///   - isShared: whether clients reach another node too, by other addresses.
    public func daemons(
        carriesAddresses: Bool, isShared: Bool = false
    ) -> [SyncDaemon.State: SyncDaemon] {
        let states: [SyncDaemon.State] =
            switch role {
            case .automatic where isShared: [.master, .backup]
            case .automatic: [carriesAddresses ? .master : .backup]
            case .master: [.master]
            case .backup: [.backup]
            case .both: [.master, .backup]
            }
        let settings = SyncDaemon.Settings(
            interface: interface, id: id, group: group ?? .v4(IPv4Address(rawValue: 0xe000_0051)),
            port: port, timeToLive: timeToLive, maximumLength: maximumLength)
        return Dictionary(
            uniqueKeysWithValues: states.map { ($0, SyncDaemon(state: $0, settings: settings)) })
    }
}
