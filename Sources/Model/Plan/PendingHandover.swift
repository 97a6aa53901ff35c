import Addresses

/// Servers, or a proxy, that the document removes but that stay in service until a server of their
/// replacement is proven.
public struct PendingHandover: Sendable, Hashable, Codable {
    /// The service.
    public var service: ServiceKey
    /// The servers that stay, in order.
    public var staying: [Endpoint]
    /// The servers of the document that are awaited, in order.
    public var awaited: [Endpoint]
    /// The endpoint of a proxy that stays while the service is not created yet; nil: none.
    public var proxy: Endpoint?

    /// Creates a handover.
    public init(
        service: ServiceKey, staying: [Endpoint], awaited: [Endpoint], proxy: Endpoint? = nil
    ) {
        self.service = service
        self.staying = staying
        self.awaited = awaited
        self.proxy = proxy
    }

    /// The handover in one sentence.
    ///
    /// - Parameter service: the service of the document; nil: the sentence names its endpoint.
    public func sentence(_ service: Service? = nil) -> String {
        let names = awaited.map { endpoint in
            service?.servers.first { service?.endpoint(of: $0) == endpoint }?.name ?? "\(endpoint)"
        }
        return handoverSentence(
            service?.name ?? "\(self.service)",
            staying: staying.map(\.description) + (proxy.map { ["the proxy at \($0)"] } ?? []),
            awaited: names)
    }
}

/// "web: 10.1.1.1:80 stays in service until one of web3 and web4 has passed its checks".
public func handoverSentence(_ place: String, staying: [String], awaited: [String]) -> String {
    let stay = "\(place): \(listed(staying)) \(staying.count == 1 ? "stays" : "stay") in service"
    guard !awaited.isEmpty else { return "\(stay): all servers of the document are taken out" }
    let who = awaited.count == 1 ? listed(awaited) : "one of \(listed(awaited))"
    return "\(stay) until \(who) has passed its checks"
}

/// "a", "a and b", "a, b, c and 8 more".
private func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    guard names.count > 4 else { return names.dropLast().joined(separator: ", ") + " and \(last)" }
    return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
}
