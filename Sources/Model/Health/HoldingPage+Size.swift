extension HoldingPage {
    /// The largest page that proxies serve.
    ///
    /// **Unit:** bytes. HAProxy's buffer of 16 KiB holds the page and the headers of the answer.
    public static let proxyLimit = 14_336
}

extension Spec {
    /// Returns the reason that proxies serve the built-in page instead of this one; nil: none.
    ///
    /// - Parameter html: the text of the holding page.
    public func refusal(ofPage html: String) -> HostFailure? {
        let size = html.utf8.count
        guard size > HoldingPage.proxyLimit, hasProxyPage else { return nil }
        return HostFailure(
            operation: "serve the holding page at layer 7",
            reason: "it has \(size) bytes, and proxies serve at most \(HoldingPage.proxyLimit)",
            remedy: "shorten it: until then they serve the built-in page")
    }

    /// Whether a proxy or a route has the holding page as its fallback.
    private var hasProxyPage: Bool {
        proxies.contains { proxy in
            proxy.mode == .http
                && (proxy.fallback == .holdingPage
                    || proxy.routes.contains { $0.fallback == .holdingPage })
        }
    }
}
