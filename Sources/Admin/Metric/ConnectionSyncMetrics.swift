import Model

/// The metrics of the synchronisation of connections.
struct ConnectionSyncMetrics: Sendable {
    private var daemon = MetricFamily(
        "ballast_connection_sync_up", .gauge,
        "1 if the synchronisation daemon of the kernel runs as wanted.")

    /// The metrics of a status.
    init(_ status: Status) {
        for daemon in status.syncDaemons ?? [] where !daemon.isForeign {
            self.daemon.add(MetricLabels(["state": daemon.state.rawValue]), daemon.isFulfilled)
        }
    }

    /// Appends the metrics to a page.
    func write(to page: inout String, in form: MetricForm) { daemon.write(to: &page, in: form) }
}
