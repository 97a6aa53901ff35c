import Model

/// The metrics of layer-7 proxies and their servers, of HAProxy's processes and of certificates.
struct ProxyMetrics: Sendable {
    private var active = MetricFamily(
        "ballast_proxy_active", .gauge,
        "1 if HAProxy serves the proxy on all of its endpoints.")
    private var sessions = MetricFamily(
        "ballast_proxy_current_sessions", .gauge, "Client sessions of the proxy.")
    private var total = MetricFamily(
        "ballast_proxy_sessions", .counter,
        "Client sessions of the proxy since the start of the worker.")
    private var queued = MetricFamily(
        "ballast_proxy_queued_requests", .gauge,
        "Requests of the proxy that wait for any of its servers.")
    private var remembered = MetricFamily(
        "ballast_proxy_remembered_clients", .gauge, "Clients in the stick tables of the proxy.")
    private var servers = MetricFamily(
        "ballast_proxy_servers", .gauge, "Servers of the proxy, those of its routes included.")
    private var down = MetricFamily(
        "ballast_proxy_servers_down", .gauge,
        "Servers of the proxy that are wanted online and do not work.")
    private var usable = MetricFamily(
        "ballast_proxy_servers_usable", .gauge,
        "Servers that get new clients of the proxy or its route, if the document wants any online.")
    private var up = MetricFamily(
        "ballast_proxy_server_up", .gauge,
        "1 if the checks of the server pass, 0 if they fail.")
    private var weight = MetricFamily(
        "ballast_proxy_server_weight", .gauge,
        "Weight of the server in HAProxy; 0: no new clients.")
    private var serverSessions = MetricFamily(
        "ballast_proxy_server_current_sessions", .gauge, "Sessions of the server.")
    private var serverTotal = MetricFamily(
        "ballast_proxy_server_sessions", .counter,
        "Sessions of the server since the start of the worker.")
    private var serverQueued = MetricFamily(
        "ballast_proxy_server_queued_requests", .gauge, "Requests that wait for the server.")
    private var reloads = MetricFamily(
        "ballast_haproxy_reloads", .counter, "Reloads since the start of HAProxy.")
    private var old = MetricFamily(
        "ballast_haproxy_old_workers", .gauge,
        "Workers of earlier configurations that wait for the end of their connections.")
    private var running = MetricFamily(
        "ballast_haproxy_up", .gauge, "1 if a worker of HAProxy runs and answers.")
    private var expiry = MetricFamily(
        "ballast_certificate_expiry_timestamp_seconds", .gauge, unit: "seconds",
        "End of the validity of the served certificate.")
    private var served = MetricFamily(
        "ballast_certificate_served", .gauge,
        "1 if the certificate is served from its file, without a refusal.")

    /// The metrics of the proxies, workers and certificates of a status.
    init(_ status: Status) {
        for proxy in status.proxies { add(proxy) }
        if let workers = status.workers {
            running.add(.none, workers.worker != nil && workers.silence == nil)
            reloads.add(.none, workers.reloads)
            old.add(.none, workers.old.count)
        }
        for certificate in status.certificates ?? [] {
            let labels = MetricLabels(["certificate": certificate.name])
            served.add(labels, certificate.fingerprint != nil && certificate.refusal == nil)
            if let end = certificate.notAfter { expiry.add(labels, milliseconds: end) }
        }
    }

    private mutating func add(_ proxy: ProxyStatus) {
        let labels = MetricLabels(["proxy": proxy.name])
        active.add(labels, proxy.sessions != nil && proxy.complaint == nil)
        // A worker that does not answer has no values; zeros would look like a new worker's.
        if let open = proxy.sessions {
            sessions.add(labels, open)
            total.add(labels, proxy.total)
            queued.add(labels, proxy.queued)
        }
        if let clients = proxy.remembered { remembered.add(labels, clients) }
        servers.add(labels, proxy.servers.count)
        down.add(labels, proxy.servers.count(where: \.isDown))
        for (route, servers) in Dictionary(grouping: proxy.servers, by: \.routeLabel) {
            guard servers.contains(where: \.isWanted) else { continue }
            usable.add(
                route.map { labels.with("route", $0) } ?? labels, servers.count(where: \.isUsable))
        }
        for server in proxy.servers.prefix(ServiceMetrics.serverLimit) {
            let labels = labels.with("server", server.name)
            if let isUp = server.isUp { up.add(labels, isUp) }
            weight.add(labels, server.got.map { $0.isOnline ? $0.weight : 0 } ?? 0)
            guard proxy.sessions != nil else { continue }
            serverSessions.add(labels, server.sessions)
            serverTotal.add(labels, server.total)
            serverQueued.add(labels, server.queued)
        }
    }

    /// Appends the metrics to a page.
    func write(to page: inout String, in form: MetricForm) {
        let families = [
            active, sessions, total, queued, remembered, servers, down, usable, up, weight,
            serverSessions, serverTotal, serverQueued, running, reloads, old, served, expiry,
        ]
        for family in families { family.write(to: &page, in: form) }
    }
}

extension ProxyServerStatus {
    /// Whether the document has it in service.
    fileprivate var isWanted: Bool { state == .online && want.weight > 0 }

    /// Whether it gets new clients.
    fileprivate var isUsable: Bool {
        isUp != false && (got.map { $0.isOnline && $0.weight > 0 } ?? false)
    }
}
