import Model

/// The metrics of a controller, as Prometheus reads them.
///
/// The names follow Prometheus's conventions: base units, `_total` for counters. The number of
/// samples is bounded: servers of services have their own up to 25,000.
///
/// Source: OpenMetrics 1.0.0; Prometheus, "Metric and label naming".
public struct MetricPage: Sendable {
    private var services = ServiceMetrics()

    /// Creates a page without services.
    public init() {}

    /// Adds a service.
    public mutating func add(_ service: ServiceStatus) { services.add(service) }

    /// Returns the page.
    ///
    /// - Parameters:
    ///   - status: the status without its services.
    ///   - usage: the resources of the process; nil: unknown.
    public consuming func text(
        around status: Status, totals: LoopTotals, usage: ProcessUsage?, in form: MetricForm
    ) -> String {
        var page = ""
        ControllerMetrics(status, totals: totals, omitted: services.omitted, usage: usage)
            .write(to: &page, in: form)
        NodeMetrics(status).write(to: &page, in: form)
        services.write(to: &page, in: form)
        ProxyMetrics(status).write(to: &page, in: form)
        if form == .openMetrics { page += "# EOF\n" }
        return page
    }
}
