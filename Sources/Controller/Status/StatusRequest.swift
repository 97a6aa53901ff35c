import Admin
import Glibc

/// A request to the status socket.
struct StatusRequest: Sendable {
    /// The path of a `GET`, or `POST PATH`.
    let path: String
    /// The process that has connected; nil: unknown, or the request changes nothing.
    let process: pid_t?
    /// The form of metrics that the client accepts.
    let form: MetricForm

    /// The path of the metrics.
    static let metrics = "/metrics"

    /// Creates a request.
    ///
    /// - Parameter accept: the header `Accept`; nil: none.
    init(path: String, process: pid_t? = nil, accept: String? = nil) {
        self.path = path
        self.process = process
        form = MetricForm(preferredBy: accept)
    }

    /// What requests with the same answer share.
    var answerKey: String {
        path == Self.metrics && form == .openMetrics ? path + " open" : path
    }

    /// The value of the header `Content-Type` of the answer.
    var contentType: String {
        if path == Self.metrics { return form.contentType }
        return SeriesQuery(path: path)?.form.type ?? "application/json"
    }
}
