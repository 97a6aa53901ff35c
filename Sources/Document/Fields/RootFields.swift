import Model

/// The keys of the document itself.
enum RootFields: Int, ObjectFields {
    case version, cluster, virtualAddresses, health, services, holdingPage, ownership, ipvs
    case notifications
    case proxies, sslServices, certificates, haproxy, admin

    static let table = ObjectTable(
        "document", of: Self.self,
        "Everything that a pair (or fleet) of load balancers is to do.")

    /// The version of the document's language that this program reads.
    static let supportedVersion = 1

    var field: Field {
        switch self {
        case .version:
            Field(
                .integer(Self.supportedVersion...Self.supportedVersion), required: true,
                "Version of this format. Always 1.")
        case .cluster:
            Field(
                .object(ClusterFields.table),
                "The load balancers that run with this same document. Without it, this host is "
                    + "the only one.")
        case .virtualAddresses:
            Field(
                .objects(VirtualAddressFields.table),
                "The addresses that clients connect to. Each is put on its interface.")
        case .health:
            Field(
                .object(HealthFields.table),
                "Defaults of the health checks of every service.")
        case .services:
            Field(
                .objects(ServiceFields.table),
                "Layer-4 services: what clients connect to, balanced by the kernel's IPVS.")
        case .holdingPage:
            Field(
                .objectOrOne(HoldingPageFields.table, "file"),
                "What clients are told while the fallback of a service is holdingPage.")
        case .ownership:
            Field(
                .word(Ownership.allCases.map(\.rawValue)), default: "shared",
                "What happens to IPVS services that this document does not name. shared: they "
                    + "are reported and left alone. exclusive: they are drained and removed.")
        case .ipvs:
            Field(
                .object(IPVSFields.table),
                "Settings of IPVS that hold for all services.")
        case .notifications:
            Field(
                .object(NotificationFields.table),
                "Who is told what happens. Without it, only the log and status are.")
        case .proxies, .sslServices, .certificates, .haproxy, .admin:
            proxyField
        }
    }

    private var proxyField: Field {
        switch self {
        case .proxies:
            Field(
                .objects(ProxyFields.table),
                "Layer-7 services: what clients connect to, balanced by HAProxy.")
        case .sslServices:
            Field(
                .objects(SSLServiceFields.table),
                "Where TLS of clients ends, and who gets what was said.")
        case .certificates:
            Field(
                .objects(CertificateFields.table), "The certificates that sslServices show.")
        case .haproxy:
            Field(
                .object(ProxyProcessFields.table),
                "What holds for the process that serves proxies and sslServices.")
        default:
            Field(.object(AdminFields.table), "What an operator can look at.")
        }
    }
}
