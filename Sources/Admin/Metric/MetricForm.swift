/// A form of the metrics in text.
public enum MetricForm: Sendable, Hashable, CaseIterable {
    /// Prometheus's text, version 0.0.4, for scrapers that ask for nothing else.
    case text
    /// OpenMetrics 1.0.0.
    case openMetrics

    /// Returns the form that a client accepts: OpenMetrics if it names it, else Prometheus's text.
    ///
    /// - Parameter accept: the header `Accept`; nil: none.
    public init(accept: String?) {
        self = accept?.contains("application/openmetrics-text") == true ? .openMetrics : .text
    }

    /// The value of the header `Content-Type`.
    public var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}
