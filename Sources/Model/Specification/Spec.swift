/// The contents of one document, checked for form but not yet for sense.
public struct Spec: Sendable, Hashable {
    /// The cluster and its nodes; nil: this host is the only node.
    public var cluster: Cluster?
    /// Addresses for clients.
    ///
    /// **Shape:** unique by address.
    public var virtualAddresses: [VirtualAddress]
    /// Defaults of the health checks.
    public var health: HealthDefaults
    /// The page for clients while the fallback is the holding page.
    public var holdingPage: HoldingPage = HoldingPage()
    /// Layer-4 services.
    ///
    /// **Shape:** unique by name, and by endpoint or mark.
    public var services: [Service]
    /// Layer-7 services.
    ///
    /// **Shape:** unique by name.
    public var proxies: [Proxy]
    /// TLS listeners.
    ///
    /// **Shape:** unique by name.
    public var sslServices: [SSLService]
    /// The certificates of ``sslServices``.
    ///
    /// **Shape:** unique by name.
    public var certificates: [NamedCertificate]
    /// Settings of the process that serves proxies and SSL services.
    public var haproxy: ProxyProcess
    /// Treatment of IPVS services that are not in the document.
    public var ownership: Ownership = .shared
    /// IPVS timeouts and sysctls.
    public var ipvs: IPVSSettings = IPVSSettings()
    /// The firewall of the nodes; nil: Ballast has no rules.
    public var firewall: Firewall?
    /// Notifications of events; nil: none.
    public var notifications: Notifications?
    /// Protection from harmful edits.
    public var safety: Safety = Safety()
    /// The interface for operators.
    public var admin: AdminInterface = AdminInterface()

    /// Creates a document, empty by default.
    public init(
        cluster: Cluster? = nil, virtualAddresses: [VirtualAddress] = [],
        health: HealthDefaults = HealthDefaults(), services: [Service] = [], proxies: [Proxy] = [],
        sslServices: [SSLService] = [], certificates: [NamedCertificate] = [],
        haproxy: ProxyProcess = ProxyProcess()
    ) {
        self.cluster = cluster
        self.virtualAddresses = virtualAddresses
        self.health = health
        self.services = services
        self.proxies = proxies
        self.sslServices = sslServices
        self.certificates = certificates
        self.haproxy = haproxy
    }
}
