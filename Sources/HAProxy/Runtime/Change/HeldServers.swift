import Model

/// Servers of a backend that stay in service until a successor is proven.
public struct HeldServers: Sendable, Hashable {
    /// The backend's name in haproxy.cfg.
    public var backend: String
    /// The servers that stay, with their endpoints.
    public var staying: [String]
    /// The servers of the document.
    public var awaited: [String]
    /// Those of the staying servers that the document still has, by HAProxy's names.
    public var inPlace: [String] = []
    /// Those that it does not have, by HAProxy's names.
    public var added: [String] = []
    /// The service of IPVS that stays in their place; nil: servers stay.
    public var service: String?

    /// Whether a server of the document waits, or stays although it is taken out.
    func concerns(_ server: String) -> Bool {
        awaited.contains(server) || inPlace.contains(server)
    }

    /// The handover in one sentence.
    public var sentence: String {
        handoverSentence(place, staying: staying, awaited: awaited)
    }

    /// The proxy, or the route of one: `shop`, `route 2 of shop`.
    public var place: String { BackendName(backend).place }

    /// The proxy or SSL service.
    public var owner: String { BackendName(backend).owner }
}
