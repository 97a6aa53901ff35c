import Addresses
import Model
import Proxies
import Reconciliation
import Series

extension Answers {
    /// Returns the traffic of all services, proxies and servers, up to a second old.
    func traffic() async -> TrafficReport {
        // Making it does not fail.
        (try? await reports.value(of: "") { await make() }) ?? TrafficReport([])
    }

    private func make() async -> TrafficReport {
        let snapshot = await snapshot(of: nil)
        var status = snapshot.status()
        await proxies.complete(&status)
        var found: [ServiceKey: ObservedService] = [:]
        snapshot.traffic { service, observed, _ in found[service.key] = observed }
        var rows: [TrafficRow] = []
        for service in status.services { rows += Self.rows(of: service, found[service.key]) }
        for proxy in status.proxies {
            let latest = await series?.keeper.latest(ofProxy: proxy.name)
            rows += Self.rows(of: proxy, latest?.all, latest?.servers ?? [:])
        }
        return TrafficReport(rows)
    }

    private static func rows(
        of service: ServiceStatus, _ found: ObservedService?
    ) -> [TrafficRow] {
        let summary = ServiceSummary(service)
        let servers = service.servers.map { server -> TrafficRow in
            let line = ServerSummary(server)
            let counters = found?.destinations[server.endpoint]?.counters
            var row = TrafficRow(
                summary.name, server: line.name, .ipvs, place: server.endpoint.description,
                state: words(line), active: server.connections.active,
                inactive: server.connections.inactive)
            row.rates = counters.map { TrafficRates($0) } ?? TrafficRates()
            row.totals = counters.map { TrafficTotals($0) }
            return row
        }
        var row = TrafficRow(
            summary.name, .ipvs, place: summary.place, state: summary.state.words,
            active: servers.reduce(0) { $0 + $1.active },
            inactive: servers.reduce(0) { $0 + $1.inactive })
        if service.got != nil {
            row.rates = TrafficRates(service.counters)
            row.totals = TrafficTotals(service.counters)
        }
        return [row] + servers
    }

    private static func rows(
        of proxy: ProxyStatus, _ latest: SeriesValues?, _ parts: [String: SeriesValues]
    ) -> [TrafficRow] {
        let summary = ServiceSummary(proxy, now: 0)
        var row = TrafficRow(
            proxy.name, .haproxy, place: summary.place, state: summary.state.words,
            active: proxy.sessions ?? 0, inactive: proxy.queued, rates: rates(latest))
        row.rates.connections = proxy.rate.map { Double($0) } ?? row.rates.connections
        if proxy.sessions != nil {
            row.totals = TrafficTotals(
                connections: proxy.total, bytesIn: proxy.bytesIn ?? 0,
                bytesOut: proxy.bytesOut ?? 0)
        }
        let servers = proxy.servers.map { server -> TrafficRow in
            let line = ServerSummary(server, now: 0)
            var row = TrafficRow(
                proxy.name, server: server.name, .haproxy, place: line.endpoint?.description ?? "-",
                state: words(line), active: server.sessions, inactive: server.queued,
                rates: rates(parts[server.name]))
            if let bytes = server.bytesIn {
                row.totals = TrafficTotals(
                    connections: server.total, bytesIn: bytes, bytesOut: server.bytesOut ?? 0)
            }
            return row
        }
        return [row] + servers
    }

    private static func words(_ server: ServerSummary) -> String {
        server.state.words + (server.reason.map { ": \($0)" } ?? "")
    }

    /// Returns the recorded rates of a proxy or its server.
    private static func rates(_ values: SeriesValues?) -> TrafficRates {
        var rates = TrafficRates()
        guard let values else { return rates }
        func value(_ column: SeriesColumn) -> Double? {
            guard let place = SeriesLayout.sessions.columns.firstIndex(of: column) else {
                return nil
            }
            return values[place].isNaN ? nil : Double(values[place])
        }
        rates.connections = value(.connections)
        rates.bytesIn = value(.bytesIn)
        rates.bytesOut = value(.bytesOut)
        return rates
    }
}
