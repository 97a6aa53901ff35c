import Addresses

/// A kernel thread that sends open connections to other nodes, or receives them.
///
/// There is at most one of each state. Source: `linux/ip_vs.h`, `IPVS_DAEMON_ATTR_*`.
public struct SyncDaemon: Sendable, Hashable, Codable {
    /// The direction of the messages.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable, Comparable,
        CodingKeyRepresentable
    {
        /// Sends.
        case master
        /// Receives.
        case backup

        /// The master first.
        public static func < (left: State, right: State) -> Bool {
            left == .master && right == .backup
        }
    }

    /// The start settings; the kernel cannot change a running daemon.
    public struct Settings: Sendable, Hashable, Codable {
        /// The interface of the messages.
        public var interface: String
        /// The synchronisation ID; messages with another ID are ignored.
        ///
        /// **Range:** 0...255.
        public var id: Int
        /// The multicast group.
        public var group: IPAddress
        /// The first UDP port.
        public var port: UInt16
        /// Maximum number of routers on the path of a message.
        public var timeToLive: UInt8
        /// Maximum size of a message; nil: chosen by the kernel.
        ///
        /// **Unit:** bytes of UDP payload.
        public var maximumLength: Int?

        /// Creates settings.
        public init(
            interface: String, id: Int, group: IPAddress, port: UInt16, timeToLive: UInt8,
            maximumLength: Int? = nil
        ) {
            self.interface = interface
            self.id = id
            self.group = group
            self.port = port
            self.timeToLive = timeToLive
            self.maximumLength = maximumLength
        }
    }

    /// The direction of the messages.
    public var state: State
    /// The start settings.
    public var settings: Settings

    /// Creates a daemon.
    public init(state: State, settings: Settings) {
        self.state = state
        self.settings = settings
    }

    /// Whether the running daemon needs no change; any length is accepted if none is desired.
    public func isFulfilled(by found: SyncDaemon?) -> Bool {
        guard var found else { return false }
        if settings.maximumLength == nil { found.settings.maximumLength = nil }
        return found == self
    }
}

extension SyncDaemon.Settings {
    /// Interface, ID, group and port, then unusual values: "eth1, id 1, to 224.0.0.81:8848".
    public var texts: [String] {
        var texts = [interface, "id \(id)", "to \(Endpoint(group, port: port))"]
        if timeToLive != 1 { texts.append("ttl \(timeToLive)") }
        if let maximumLength { texts.append("at most \(maximumLength) bytes") }
        return texts
    }

    /// The settings by the words of the document.
    var values: [String: StepValue] {
        var values: [String: StepValue] = [
            "interface": .text(interface), "id": .number(id), "group": .text("\(group)"),
            "port": .number(Int(port)), "ttl": .number(Int(timeToLive)),
        ]
        if let maximumLength { values["maximumLength"] = .number(maximumLength) }
        return values
    }

    /// ``changes(from:)``, or the note that only its sockets are opened again.
    func restart(from old: Self) -> [String] {
        let changes = changes(from: old)
        return changes.isEmpty ? ["starts again on \(interface)"] : changes
    }

    /// The differences, old value first.
    func changes(from old: Self) -> [String] {
        var changes: [String] = []
        if interface != old.interface { changes.append("\(old.interface) -> \(interface)") }
        if id != old.id { changes.append("id \(old.id) -> \(id)") }
        let (place, former) = (Endpoint(group, port: port), Endpoint(old.group, port: old.port))
        if place != former { changes.append("\(former) -> \(place)") }
        if timeToLive != old.timeToLive {
            changes.append("ttl \(old.timeToLive) -> \(timeToLive)")
        }
        if let maximumLength, maximumLength != old.maximumLength {
            let before = old.maximumLength.map { "\($0)" } ?? "the kernel's"
            changes.append("length \(before) -> \(maximumLength)")
        }
        return changes
    }
}
