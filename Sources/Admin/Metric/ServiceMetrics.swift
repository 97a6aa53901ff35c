import Addresses
import Model

/// The metrics of layer-4 services and their servers.
struct ServiceMetrics: Sendable {
    /// The most servers with samples of their own; the others count in those of their services.
    ///
    /// Each has five samples, about 400 bytes.
    static let serverLimit = 25_000

    private var active = MetricFamily(
        "ballast_service_active", .gauge,
        "1 if the kernel has the service as the document wants it.")
    private var servers = MetricFamily(
        "ballast_service_servers", .gauge, "Servers of the service in the document.")
    private var usable = MetricFamily(
        "ballast_service_servers_usable", .gauge,
        "Servers of the service that get new connections.")
    private var down = MetricFamily(
        "ballast_service_servers_down", .gauge,
        "Servers of the service that are wanted online and do not work.")
    private var differing = MetricFamily(
        "ballast_service_servers_differing", .gauge,
        "Servers of the service whose state in the kernel is not the wanted one.")
    private var quorum = MetricFamily(
        "ballast_service_quorum_lost", .gauge,
        "1 if so many servers have failed that the fallback takes over.")
    private var connections = MetricFamily(
        "ballast_service_connections", .counter,
        "Connections that the kernel has scheduled for the service.")
    private var packets = MetricFamily(
        "ballast_service_packets", .counter,
        "Packets of the service; those to clients are visible only with masq.")
    private var bytes = MetricFamily(
        "ballast_service_bytes", .counter, unit: "bytes",
        "Bytes of the service; those to clients are visible only with masq.")
    private var up = MetricFamily(
        "ballast_server_up", .gauge, "1 if the checks of the server pass, 0 if they fail.")
    private var weight = MetricFamily(
        "ballast_server_weight", .gauge,
        "Weight of the server in the kernel; 0: no new connections.")
    private var open = MetricFamily(
        "ballast_server_connections", .gauge,
        "Connections of the server; persistent: clients that return to it.")
    /// Servers with samples of their own.
    private var listed = 0
    /// Servers without.
    private(set) var omitted = 0

    /// Adds a service.
    mutating func add(_ service: ServiceStatus) {
        let name = service.name ?? service.key.description
        let labels = MetricLabels(["service": name])
        let isWanted = service.name != nil
        active.add(labels, isWanted ? service.want == service.got : service.got == nil)
        servers.add(labels, service.servers.count { $0.name != nil })
        // A fallback that stands in has no name.
        usable.add(labels, service.servers.count { $0.name != nil && ($0.got?.weight ?? 0) > 0 })
        down.add(labels, service.servers.count(where: \.isDown))
        differing.add(labels, service.servers.count { $0.want != $0.got })
        if let state = service.quorum { quorum.add(labels, state.isLost) }
        let counters = service.counters
        connections.add(labels, counters.connections)
        packets.add(labels.with("direction", "in"), counters.packetsIn)
        packets.add(labels.with("direction", "out"), counters.packetsOut)
        bytes.add(labels.with("direction", "in"), counters.bytesIn)
        bytes.add(labels.with("direction", "out"), counters.bytesOut)
        for server in service.servers { add(server, of: labels) }
    }

    private mutating func add(_ server: ServerStatus, of service: MetricLabels) {
        guard listed < Self.serverLimit else {
            omitted += 1
            return
        }
        listed += 1
        let labels = service.with("server", server.name ?? server.endpoint.description)
        // A server that the operator has taken out is not missed.
        if server.state == .online, let verdict = server.verdict, verdict.state != .unknown {
            up.add(labels, verdict.state == .up)
        }
        weight.add(labels, server.got?.weight ?? 0)
        open.add(labels.with("state", "active"), server.connections.active)
        open.add(labels.with("state", "inactive"), server.connections.inactive)
        open.add(labels.with("state", "persistent"), server.connections.persistent)
    }

    /// Appends the metrics to a page.
    func write(to page: inout String, in form: MetricForm) {
        let families = [
            active, servers, usable, down, differing, quorum, connections, packets, bytes, up,
            weight, open,
        ]
        for family in families { family.write(to: &page, in: form) }
    }
}
