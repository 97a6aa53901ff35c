import Addresses
import Model

/// The metrics of the node among others: addresses, election, replication, synchronisation.
struct NodeMetrics: Sendable {
    private var present = MetricFamily(
        "ballast_address_present", .gauge, "1 if this node has the virtual address.")
    private var wanted = MetricFamily(
        "ballast_address_wanted", .gauge,
        "1 if this node should have the virtual address, as far as the controller decides it.")
    private var election = MetricFamily(
        "ballast_failover_up", .gauge, "1 if the election process runs without problems.")
    private var role = MetricFamily(
        "ballast_failover_role", .gauge, "1 for the role of this node in the group, else 0.")
    private var priority = MetricFamily(
        "ballast_failover_priority", .gauge, "Priority of this node after deductions.")
    private var heard = MetricFamily(
        "ballast_failover_peer_heard", .gauge, "1 if the packets of the node arrive.")
    private var link = MetricFamily(
        "ballast_failover_link_up", .gauge, "1 if the link between the nodes can be used.")
    private var sent = MetricFamily(
        "ballast_failover_link_sent_packets", .counter, "Packets sent on the link.")
    private var received = MetricFamily(
        "ballast_failover_link_received_packets", .counter, "Packets accepted on the link.")
    private var gateway = MetricFamily(
        "ballast_failover_gateway_reached", .gauge, "1 if the gateway answers.")
    private var delay = MetricFamily(
        "ballast_failover_longest_delay_seconds", .gauge, unit: "seconds",
        "Longest delay of a timer of the election process since its start.")
    private var replication = MetricFamily(
        "ballast_replication_up", .gauge, "1 if replication works on this node.")
    private var generation = MetricFamily(
        "ballast_replication_generation", .gauge,
        "Number of edits in the history of the configuration in force.")
    private var conflict = MetricFamily(
        "ballast_replication_conflict", .gauge,
        "1 if another node has a configuration that is neither older nor newer.")
    private var connected = MetricFamily(
        "ballast_replication_peer_connected", .gauge, "1 if there is a connection to the node.")
    private var current = MetricFamily(
        "ballast_replication_peer_current", .gauge,
        "1 if the same configuration is in force on the node.")
    private var lag = MetricFamily(
        "ballast_replication_peer_lag_seconds", .gauge, unit: "seconds",
        "Time for which the node has been behind; 0: it is not.")
    private let connections: ConnectionSyncMetrics
    private var table = MetricFamily(
        "ballast_table_sync_connected", .gauge,
        "1 if the stick tables are synchronised with the node.")
    private var firewall = MetricFamily(
        "ballast_firewall_as_wanted", .gauge, "1 if the host has the wanted rules.")
    private var network = MetricFamily(
        "ballast_network_as_wanted", .gauge, "1 if the host has the wanted network of the node.")

    /// The metrics of a status.
    init(_ status: Status) {
        connections = ConnectionSyncMetrics(status)
        for address in status.addresses {
            let labels = MetricLabels(["address": address.place])
            present.add(labels, address.present)
            if address.elected == nil && address.external == nil {
                wanted.add(labels, address.wanted)
            }
        }
        if let failover = status.failover { add(failover) }
        if let replication = status.replication { add(replication) }
        for node in status.tableSync?.nodes ?? [] {
            table.add(MetricLabels(["node": node.name]), node.state == .connected)
        }
        for rules in status.firewall ?? [] {
            firewall.add(MetricLabels(["family": rules.family.rawValue]), rules.isFulfilled)
        }
        if let network = status.network { self.network.add(.none, network.isFulfilled) }
    }

    private mutating func add(_ failover: FailoverStatus) {
        election.add(.none, failover.processID != nil && failover.problems.isEmpty)
        for group in failover.groups {
            let labels = MetricLabels(["group": group.name])
            for role in FailoverStatus.Role.allCases {
                self.role.add(labels.with("role", role.rawValue), group.role == role)
            }
            priority.add(labels, group.priority)
            for peer in group.peers where peer.isUnknown != true {
                heard.add(labels.with("node", peer.node), peer.isHeard)
            }
            let known = Set(group.peers.map(\.node))
            for node in group.absent where !known.contains(node.node) {
                heard.add(labels.with("node", node.node), false)
            }
        }
        for link in failover.links {
            let labels = MetricLabels(["link": link.name])
            self.link.add(labels, link.fault == nil)
            sent.add(labels, link.sent)
            received.add(labels, link.received)
        }
        for gateway in failover.gateways {
            guard let isReached = gateway.isReached else { continue }
            self.gateway.add(MetricLabels(["gateway": gateway.address]), isReached)
        }
        if let longest = failover.longestDelay {
            delay.add(.none, microseconds: Int64(longest))
        }
    }

    private mutating func add(_ replication: ReplicationStatus) {
        self.replication.add(.none, replication.failure == nil)
        conflict.add(.none, replication.conflict != nil)
        if let generation = replication.generation {
            self.generation.add(.none, generation.number)
        }
        for peer in replication.peers {
            let labels = MetricLabels(["node": peer.name])
            connected.add(labels, peer.isConnected)
            current.add(labels, peer.state == .current)
            lag.add(labels, peer.lag ?? 0)
        }
    }

    /// Appends the metrics to a page.
    func write(to page: inout String, in form: MetricForm) {
        let families = [
            present, wanted, election, role, priority, heard, link, sent, received, gateway, delay,
            replication, generation, conflict, connected, current, lag, table, firewall,
            network,
        ]
        for family in families { family.write(to: &page, in: form) }
        connections.write(to: &page, in: form)
    }
}
