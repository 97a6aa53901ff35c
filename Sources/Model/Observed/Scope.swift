/// The part of the host that is observed; the rest is unknown.
public struct Scope: Sendable, Hashable {
    /// Domains that are observed as a whole.
    public var domains: Set<Domain>
    /// IPVS services that are observed individually, with the sysctl that their drains depend on.
    public var services: Set<ServiceKey>

    /// Creates a scope of domains and services.
    public init(domains: Set<Domain> = [], services: Set<ServiceKey> = []) {
        self.domains = domains
        self.services = services
    }

    /// All domains that a host observes; HAProxy has a loop of its own.
    public static let everything = Scope(domains: Set(Domain.allCases).subtracting([.proxy]))

    /// A scope of these IPVS services only.
    public static func services(_ keys: Set<ServiceKey>) -> Scope { Scope(services: keys) }

    /// Whether the whole domain is in the scope.
    public func covers(_ domain: Domain) -> Bool { domains.contains(domain) }

    /// Whether the service is in the scope.
    public func covers(_ key: ServiceKey) -> Bool {
        domains.contains(.ipvs) || services.contains(key)
    }

    /// Whether the object is in the scope.
    public func covers(_ subject: StepSubject) -> Bool {
        domains.contains(subject.domain) || subject.service.map(services.contains) ?? false
    }

    /// The services of a table that lie in the scope.
    ///
    /// A scope of few services costs no walk through the table.
    public func keys<Value>(in table: ServiceTable<Value>) -> [ServiceKey] {
        if domains.contains(.ipvs) { return Array(table.keys) }
        return services.filter { table[$0] != nil }
    }

    /// The sysctls that are read: without the settings, those on which other steps depend.
    public var sysctls: [Sysctl] {
        covers(.setting)
            ? Sysctl.allCases
            : [
                .expireNoDestinationConnection, .expireQuiescentTemplate, .syncPorts,
                .syncSocketSize,
            ]
    }

    /// Whether IPVS must be read.
    public var readsIPVS: Bool { domains.contains(.ipvs) || !services.isEmpty }
}
