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
