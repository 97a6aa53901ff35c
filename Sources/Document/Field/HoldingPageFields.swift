import Model

/// The keys of `holdingPage`.
enum HoldingPageFields: Int, ObjectFields {
    case file, html, retryAfter, whenOffline

    static let table = ObjectTable(
        "holding page", of: Self.self,
        "Page for clients while no server works. It is served with status 503. Proxies serve at "
            + "most 14336 bytes. Default: a built-in page.")

    var field: Field {
        switch self {
        case .file:
            Field(
                .text(1...4096),
                "HTML file. A relative path starts at the document's directory. The file is read "
                    + "again when it changes.")
        case .html:
            Field(.text(1...65536), "HTML text, instead of file.")
        case .retryAfter:
            Field(
                .duration(.any(DurationText(1, .seconds)...DurationText(1, .days))),
                default: "60s",
                "Retry-After of the page: the time after which clients should try again.")
        case .whenOffline:
            Field(
                .boolean, default: false,
                "Whether this page, or another fallback, also serves clients while every server "
                    + "of a service or proxy is set to drain or offline. false: new connections "
                    + "are refused, by a proxy with status 503.")
        }
    }
}
