import Model

extension Reconciler {
    /// Has the holding page served before clients are sent to it.
    func servePages(of spec: Spec) {
        let report = pageServing.serve(spec)
        let news = report.failures.filter { !pages.failures.contains($0) }
        for failure in news { emit(.failed, failure.description) }
        if report.failures.isEmpty, !pages.failures.isEmpty {
            emit(.recovered, "the holding page is served as the document says")
        }
        pages = report
    }

    /// Services whose holding page is served now.
    public var servedPages: Set<ServiceKey> { pages.served }
}
