/// The desired state of HAProxy's worker: one frame, and one list of server values.
///
/// Both are made once for each document. A change of values patches the list.
public struct DesiredProxies: Sendable, Hashable {
    /// Everything that only a reload changes.
    public var frame: ProxyFrame
    /// Servers, in the order of the document.
    ///
    /// **Shape:** unique by section and name.
    public var servers: [BackendServer]
    /// Certificates that listeners load by name.
    public var certificates: [ProxyCertificate]
    /// Servers that get no connections at their endpoint before a check has passed there, each as
    /// `BACKEND/SERVER`.
    public var unproven: Set<String>

    /// These proxies.
    public init(
        frame: ProxyFrame, servers: [BackendServer] = [], certificates: [ProxyCertificate] = [],
        unproven: Set<String> = []
    ) {
        self.frame = frame
        self.servers = servers
        self.certificates = certificates
        self.unproven = unproven
    }
}
