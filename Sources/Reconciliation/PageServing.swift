import Model

/// Who serves the holding page on the addresses of services.
public protocol PageServing {
    /// Has the page of this document served where it asks for it.
    ///
    /// What is served already stays; what could not be served is tried again. It does not wait for
    /// anything, and is cheap when nothing has changed.
    mutating func serve(_ spec: Spec) -> PageReport

    /// Ends what the document does not ask for, now that no client is sent there any more.
    mutating func retire(except spec: Spec)
}

/// What became of serving the holding page.
public struct PageReport: Sendable, Hashable {
    /// Services on whose address and port the page is served.
    public var served: Set<ServiceKey>
    /// Why it is not the page that the document says, or not on every service.
    public var failures: [HostFailure]

    /// This report.
    public init(served: Set<ServiceKey> = [], failures: [HostFailure] = []) {
        self.served = served
        self.failures = failures
    }
}

/// Nobody serves it.
public struct NoPages: PageServing {
    /// Serves nothing.
    public init() {}

    /// Nothing is served.
    public func serve(_ spec: Spec) -> PageReport { PageReport() }

    /// There is nothing to end.
    public func retire(except spec: Spec) {}
}
