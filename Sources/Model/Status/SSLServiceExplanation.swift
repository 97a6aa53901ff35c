import Addresses

/// The explanation of an SSL service: its listeners, certificates and backend.
public struct SSLServiceExplanation: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// The endpoints for clients.
    public var listen: [Endpoint]
    /// Its certificates; clients with an unknown server name get the first.
    public var certificates: [CertificateStatus]
    /// The proxy that gets the requests; nil: an endpoint does.
    public var proxy: ProxyStatus?
    /// The endpoint that gets the connections; nil: a proxy does.
    public var endpoint: Endpoint?

    /// Creates an explanation.
    public init(_ service: SSLService, in status: Status) {
        name = service.name
        listen = service.listen
        let known = status.certificates ?? []
        certificates = service.certificates.compactMap { name in
            known.first { $0.name == name }
        }
        switch service.backend {
        case .proxy(let name): proxy = status.proxies.first { $0.name == name }
        case .endpoint(let place): endpoint = place
        }
    }
}
