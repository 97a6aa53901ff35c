/// Which part of the host is looked at; nothing is known of the rest.
public struct Scope: Sendable, Hashable {
    /// Domains that are looked at whole.
    public var domains: Set<Domain>
    /// IPVS services that are looked at by themselves, with the sysctl on which their drains
    /// depend.
    public var services: Set<ServiceKey>

    /// These domains, and these services.
    public init(domains: Set<Domain> = [], services: Set<ServiceKey> = []) {
        self.domains = domains
        self.services = services
    }

    /// All domains.
    public static let everything = Scope(domains: Set(Domain.allCases))

    /// These IPVS services only.
    public static func services(_ keys: Set<ServiceKey>) -> Scope { Scope(services: keys) }

    /// Whether all of a domain lies in the scope.
    public func covers(_ domain: Domain) -> Bool { domains.contains(domain) }

    /// Whether the service lies in the scope.
    public func covers(_ key: ServiceKey) -> Bool {
        domains.contains(.ipvs) || services.contains(key)
    }

    /// Whether the object lies in the scope.
    public func covers(_ subject: StepSubject) -> Bool {
        domains.contains(subject.domain) || subject.service.map(services.contains) ?? false
    }

    /// The services of a table that lie in the scope.
    ///
    /// A scope of few services costs no walk through the table.
    public func keys<Value>(in table: [ServiceKey: Value]) -> [ServiceKey] {
        if domains.contains(.ipvs) { return Array(table.keys) }
        return services.filter { table[$0] != nil }
    }

    /// Whether IPVS has to be read.
    public var readsIPVS: Bool { domains.contains(.ipvs) || !services.isEmpty }
}
