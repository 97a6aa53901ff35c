import Model

/// The keys of the document itself.
enum RootFields: Int, ObjectFields {
    case version, cluster, virtualAddresses, health, services, holdingPage, ownership, ipvs
    case notifications, firewall, safety
    case proxies, sslServices, certificates, haproxy, admin

    static let table = ObjectTable(
        "document", of: Self.self,
        "Desired state of a pair (or fleet) of load balancers.")

    /// The version of the document's language that this program reads.
    static let supportedVersion = 1

    var field: Field {
        switch self {
        case .version:
            Field(
                .integer(Self.supportedVersion...Self.supportedVersion), required: true,
                "Version of the document format. Always 1.")
        case .cluster:
            Field(
                .object(ClusterFields.table),
                "The nodes of the cluster; every node uses this same document. Default: this "
                    + "host is the only node.")
        case .virtualAddresses:
            Field(
                .objects(VirtualAddressFields.table),
                "Addresses for clients. Each is added to its interface unless it is external.")
        case .health:
            Field(
                .object(HealthFields.table),
                "Defaults of the health checks of every service.")
        case .services:
            Field(
                .objects(ServiceFields.table),
                "Layer-4 services: addresses for clients, balanced by IPVS in the kernel.")
        case .holdingPage:
            Field(
                .objectOrOne(HoldingPageFields.table, "file"),
                "Page for clients while the fallback of a service is holdingPage.")
        case .ownership:
            Field(
                .word(Ownership.allCases.map(\.rawValue)), default: "shared",
                "Treatment of IPVS services that this document does not name. shared: they are "
                    + "reported and left alone. exclusive: they are drained and removed.")
        case .ipvs:
            Field(
                .object(IPVSFields.table),
                "IPVS settings for all services.")
        case .notifications:
            Field(
                .object(NotificationFields.table),
                "Notifications of events, by a command and by mail. Default: events appear in "
                    + "the log and in status only.")
        case .firewall:
            Field(
                .object(FirewallFields.table),
                "Firewall rules: lock-down, firewall marks, address translation. Default: none.")
        case .safety:
            Field(
                .object(SafetyFields.table),
                "Protection from edits that shut the administrator out, or that remove too much.")
        case .proxies:
            Field(
                .objects(ProxyFields.table),
                "Layer-7 services: addresses for clients, balanced by HAProxy.")
        case .sslServices:
            Field(
                .objects(SSLServiceFields.table),
                "TLS listeners: terminate TLS and forward the decrypted traffic.")
        case .certificates:
            Field(
                .objects(CertificateFields.table), "Certificates for sslServices.")
        case .haproxy:
            Field(
                .object(ProxyProcessFields.table),
                "Settings of the HAProxy process that serves proxies and sslServices.")
        case .admin:
            Field(.object(AdminFields.table), "Interfaces for operators.")
        }
    }
}
