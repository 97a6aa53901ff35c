import Addresses
import Files
import Model

/// A host for an operator: the parts that could not be read first, then its objects.
struct HostText {
    private let record: HostRecord
    private let observed: Observed
    private let layout: Layout

    init(_ record: HostRecord, _ layout: Layout) {
        self.record = record
        observed = record.observed
        self.layout = layout
    }

    /// The whole text.
    var lines: [String] {
        let known = observed.scope
        var lines = ["\(record.host) at \(timestamp(record.time))"]
        lines += FailedPartsText(record.failures).lines.flatMap {
            layout.lines($0, rest: "    ").map(red)
        }
        if known.covers(.ipvs) { lines += section("services", services) }
        if known.covers(.address) {
            lines += section("addresses", addresses) + section("interfaces", interfaces)
        }
        if let network = record.network { lines += section("network", network.lines) }
        if known.covers(.setting) { lines += section("settings", settings) }
        if known.covers(.syncDaemon) { lines += section("sync daemons", syncDaemons) }
        if known.covers(.firewall),
            !observed.firewall.isEmpty || observed.firewallSupport?.strays.isEmpty == false
        {
            lines += section("firewall", firewall)
        }
        if !record.listening.isEmpty {
            lines += section("HAProxy", record.listening.sorted().map { "listens at \($0)" })
        }
        return lines
    }

    private func section(_ title: String, _ rows: [String]) -> [String] {
        rows.isEmpty ? ["", "\(title): none"] : ["", "\(title):"] + rows.map { "  \($0)" }
    }

    private var services: [String] {
        let known = observed.services.sorted { $0.key < $1.key }.flatMap { key, found in
            let isOurs = observed.ledger.services[key] != nil
            let words =
                ["\(key)", found.service.scheduler.rawValue] + options(of: found.service)
                + [isOurs ? "Ballast's" : "of another program"]
            let servers = found.destinations.sorted { $0.key < $1.key }.map { endpoint, server in
                [
                    "\(endpoint)", "\(server.destination.forwarding)",
                    "weight \(server.destination.weight)",
                    "\(server.connections.active) active",
                    "\(server.connections.inactive) inactive",
                ] + limits(of: server.destination)
            }
            return [words.joined(separator: ", ")]
                + columns(servers, width: layout.width - 4).map { "  \($0)" }
        }
        return known + (observed.unknown.text.map { [$0] } ?? [])
    }

    private func options(of service: VirtualService) -> [String] {
        service.schedulerFlags.words(of: service.scheduler)
            + (service.onePacket ? ["one-packet"] : [])
            + (service.persistence.map { ["persistent \($0)"] } ?? [])
    }

    private func limits(of server: Destination) -> [String] {
        [server.limits == ConnectionLimits() ? "" : "limits \(server.limits)"]
    }

    private var addresses: [String] {
        observed.addresses.keys.sorted().map { address in
            observed.isOurs(address) ? "\(address), Ballast's" : "\(address)"
        }
    }

    private var interfaces: [String] {
        observed.interfaces.sorted().map { name in
            let fault = observed.silentInterfaces[name].map { " \($0.rawValue)" } ?? ""
            return name + fault
        }
    }

    private var settings: [String] {
        var rows = observed.switchedOff.sorted().map { "\($0) is off" }
        if let timeouts = observed.timeouts {
            rows.append(
                "timeouts: tcp \(timeouts.tcp) s, tcp-fin \(timeouts.tcpFin) s, "
                    + "udp \(timeouts.udp) s")
        }
        rows += observed.sysctls.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "net.ipv4.vs.\($0.key.rawValue) = \($0.value)"
        }
        return rows
    }

    private var firewall: [String] {
        let support = observed.firewallSupport
        let program = support.map { " in \($0.backend.program)" } ?? ""
        var rows = observed.firewall.values.sorted { $0.family < $1.family }.flatMap { rules in
            ["\(rules.family.rawValue), \(counted(rules.count, "rule"))\(program)"]
                + rules.lines.map { "  \($0)" }
        }
        for rules in (support?.strays ?? [:]).values.sorted(by: { $0.family < $1.family }) {
            rows.append(
                "\(rules.family.rawValue), \(rules.count) rules are left in"
                    + " \(support?.backend.other.program ?? "")")
        }
        return rows + (support?.notes ?? []).map { "note: \($0)" }
    }

    private var syncDaemons: [String] {
        observed.syncDaemons.values.sorted { $0.state < $1.state }.map {
            "\($0.state.rawValue) on \($0.settings.texts.joined(separator: ", "))"
        }
    }
}
