import Model

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
