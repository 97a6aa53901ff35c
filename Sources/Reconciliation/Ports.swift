import Model

/// The host, the document, the ledger and the holding page that a loop works with.
public struct Ports {
    /// The host.
    public var host: any Host
    /// The document.
    public var source: any DocumentSource
    /// The ledger on disk.
    public var store: any LedgerStore
    /// The holding page.
    public var pages: any PageServing

    /// These ports.
    public init(
        host: any Host, source: any DocumentSource, store: any LedgerStore,
        pages: any PageServing = NoPages()
    ) {
        self.host = host
        self.source = source
        self.store = store
        self.pages = pages
    }

    /// Applies a pass to the host: see ``Pass/apply(to:store:unsaved:where:)``.
    mutating func apply(
        _ pass: inout Pass, unsaved: Bool = false,
        where isReady: @escaping (Step) -> Bool = { _ in true }
    ) {
        pass.apply(to: &host, store: &store, unsaved: unsaved, where: isReady)
    }
}
