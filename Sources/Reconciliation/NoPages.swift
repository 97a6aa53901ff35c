import Model

/// A server without listeners.
public struct NoPages: PageServing {
    /// Creates it.
    public init() {}

    /// Returns an empty report.
    public func serve(_ spec: Spec) -> PageReport { PageReport() }

    /// Does nothing.
    public func retire(except spec: Spec) {}
}
