import Model

/// A server of the holding page on the addresses of services.
public protocol PageServing {
    /// Serves the page on the services of this document that use it.
    ///
    /// Existing listeners continue, and failed ones are retried. It does not block, and is cheap if
    /// nothing has changed.
    mutating func serve(_ spec: Spec) -> PageReport

    /// Closes the listeners that the document does not use; no client is sent there any more.
    mutating func retire(except spec: Spec)
}

/// The state of the holding page.
public struct PageReport: Sendable, Hashable {
    /// Services on whose address and port the page is served.
    public var served: Set<ServiceKey>
    /// The reasons why it is another page, or not on every service.
    public var failures: [HostFailure]

    /// Creates a report.
    public init(served: Set<ServiceKey> = [], failures: [HostFailure] = []) {
        self.served = served
        self.failures = failures
    }
}

/// A server without listeners.
public struct NoPages: PageServing {
    /// Creates it.
    public init() {}

    /// Returns an empty report.
    public func serve(_ spec: Spec) -> PageReport { PageReport() }

    /// Does nothing.
    public func retire(except spec: Spec) {}
}
