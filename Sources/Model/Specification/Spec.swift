/// What one document says: everything the user wants, checked for form but not yet for sense.
public struct Spec: Sendable, Hashable {
    /// The pair or fleet and its nodes; nil means that this host is the only node.
    public var cluster: Cluster?
    /// Addresses that clients are given.
    ///
    /// **Shape:** unique by address.
    public var virtualAddresses: [VirtualAddress]
    /// Defaults of the health checks.
    public var health: HealthDefaults
    /// What clients are told where the fallback is the holding page.
    public var holdingPage: HoldingPage
    /// Layer-4 services.
    ///
    /// **Shape:** unique by name, and by what they listen on.
    public var services: [Service]
    /// Layer-7 services.
    ///
    /// **Shape:** unique by name.
    public var proxies: [Proxy]
    /// Where TLS ends.
    ///
    /// **Shape:** unique by name.
    public var sslServices: [SSLService]
    /// The certificates of ``sslServices``.
    ///
    /// **Shape:** unique by name.
    public var certificates: [NamedCertificate]
    /// What holds for the process that serves proxies and SSL services.
    public var haproxy: ProxyProcess
    /// What happens to IPVS services that are not in the document.
    public var ownership: Ownership
    /// IPVS timeouts and sysctls.
    public var ipvs: IPVSSettings
    /// Who is told what happens; nil: nobody.
    public var notifications: Notifications?

    /// A document with nothing in it but what is given.
    public init(
        cluster: Cluster? = nil, virtualAddresses: [VirtualAddress] = [],
        health: HealthDefaults = HealthDefaults(), holdingPage: HoldingPage = HoldingPage(),
        services: [Service] = [],
        proxies: [Proxy] = [], sslServices: [SSLService] = [],
        certificates: [NamedCertificate] = [], haproxy: ProxyProcess = ProxyProcess(),
        ownership: Ownership = .shared, ipvs: IPVSSettings = IPVSSettings(),
        notifications: Notifications? = nil
    ) {
        self.cluster = cluster
        self.virtualAddresses = virtualAddresses
        self.health = health
        self.holdingPage = holdingPage
        self.services = services
        self.proxies = proxies
        self.sslServices = sslServices
        self.certificates = certificates
        self.haproxy = haproxy
        self.ownership = ownership
        self.ipvs = ipvs
        self.notifications = notifications
    }
}

/// Whether the IPVS table is shared with other programs.
public enum Ownership: String, Sendable, Hashable, Codable, CaseIterable {
    /// IPVS services that are neither in the document nor in the ledger are reported, not touched.
    case shared
    /// The table is ours alone: what the document does not name is drained and removed.
    case exclusive
}
