import Addresses
import Model

extension Validation {
    /// Reports conflicts of `onFail` with other keys.
    ///
    /// The kernel has one `expire_nodest_conn` and one `expire_quiescent_template` for all services
    /// of a network namespace.
    mutating func checkFailurePolicy(of service: Service, at path: DocumentPath) {
        let sysctls = spec.ipvs.sysctls
        let place = path.key("onFail")
        if let onFail = service.onFail, let quiescent = service.quiescent,
            quiescent != (onFail == .keep)
        {
            error(
                .failurePolicy, at: place,
                "\"quiescent: \(quiescent)\" and \"onFail: \(onFail.rawValue)\" contradict each"
                    + " other: one keeps a failed server in the table, the other removes it",
                hint: "remove quiescent")
        }
        if service.onFail == .expire, sysctls[.expireNoDestinationConnection] == 0 {
            error(
                .failurePolicy, at: place,
                "\(service.name) has the connections of a failed server end, and with"
                    + " expire_nodest_conn 0 the kernel keeps them",
                hint: "remove expire_nodest_conn from ipvs.sysctls: 1 is the default")
        }
        if service.keepsPersistentClients, sysctls[.expireQuiescentTemplate] == 1 {
            error(
                .failurePolicy, at: place,
                "\(service.name) keeps the persistent clients of a failed server, and with"
                    + " expire_quiescent_template 1 the kernel sends them elsewhere",
                hint: "remove expire_quiescent_template from ipvs.sysctls")
        }
        checkSharedTemplates(of: service, at: path)
    }

    /// Reports a persistent service without `onFail` beside one that keeps its persistent clients.
    ///
    /// Alone, the clients of its failed servers would move to other servers.
    private mutating func checkSharedTemplates(of service: Service, at path: DocumentPath) {
        guard service.onFail == nil, service.persistence != nil, service.check != nil,
            service.failurePolicy(defaults: spec.health) == .keep,
            spec.ipvs.sysctls[.expireQuiescentTemplate] == nil,
            let other = spec.services.first(where: \.keepsPersistentClients)
        else { return }
        error(
            .failurePolicy, at: path.key("persistence"),
            "\(other.name) keeps the persistent clients of failed servers, and the kernel can do"
                + " so for all services only: those of \(service.name) would wait too",
            hint: "say which: `onFail: expire` or `onFail: keep` for \(service.name)")
    }
}
