/// The number of objects in the IPVS table of a kind that Ballast doesn't know.
///
/// They belong to other programs: a service of another protocol than TCP, UDP and SCTP, a server
/// with another tunnel.
public struct UnknownObjects: Sendable, Hashable, Codable {
    /// Services, each with its servers.
    public var services: Int
    /// Servers of other services.
    public var servers: Int

    /// Creates the numbers.
    public init(services: Int = 0, servers: Int = 0) {
        self.services = services
        self.servers = servers
    }

    /// "1 service and 2 servers of an unknown kind"; nil: there is none.
    public var text: String? {
        func counted(_ count: Int, _ noun: String) -> String? {
            count == 0 ? nil : count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
        }
        let parts = [counted(services, "service"), counted(servers, "server")].compactMap(\.self)
        return parts.isEmpty ? nil : "\(parts.joined(separator: " and ")) of an unknown kind"
    }
}

extension UnknownObjects {
    /// The form of the numbers.
    public static let shape = RecordShape(
        "unknownObjects", "Objects of the IPVS table that Ballast can't show.",
        [
            .required("services", .count, "Services of an unknown protocol."),
            .required("servers", .count, "Servers with an unknown forwarding method or tunnel."),
        ])
}
