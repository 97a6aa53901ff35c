import Model

/// The proxies, for programs.
package struct ProxiesAnswer: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The proxies, in the order of the document.
    let proxies: [ProxyStatus]

    /// Creates the answer for a status.
    package init(_ status: Status) {
        proxies = status.proxies
    }

    /// The path of the request.
    static let path = "/proxies"

    /// The form of the answer.
    package static let shape = RecordShape(
        "proxies", "The answer of the API to a request for the proxies.",
        [
            .version(1),
            .required(
                "proxies", .list(.record(ProxyStatus.shape)),
                "The proxies of the document in its order."),
        ])
}
