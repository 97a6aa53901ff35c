import Addresses
import Model

extension Spec {
    /// Returns the effect on clients of a server that was taken out of service, in one line.
    ///
    /// The document already has the server's new state.
    package func effectOnClients(of server: String, in name: String) -> String {
        let service = services.first { $0.name == name }
        let keepsClients =
            service?.persistence != nil && neededSysctls[.expireQuiescentTemplate] == 0
        var parts: [String] = []
        let way = service.map(wayOfClients(of:)) ?? wayOfClientsOfProxy(name, with: server)
        if keepsClients {
            parts.append("new clients \(way)")
            parts.append("remembered clients keep coming (expire_quiescent_template is 0)")
        } else {
            parts.append("new and remembered clients \(way)")
        }
        parts.append("nothing is cut")
        return parts.joined(separator: "; ")
    }

    /// Returns the effect on new clients of a service, as the predicate of a sentence.
    private func wayOfClients(of service: Service) -> String {
        guard service.isOffline else { return "go elsewhere" }
        guard let fallback = service.fallback, holdingPage.whenOffline else { return "are refused" }
        switch fallback {
        case .holdingPage: return "get the holding page"
        case .server(let address, _, _): return "go to the fallback, \(address)"
        }
    }

    /// Returns the effect on new clients of a proxy's server, as the predicate of a sentence.
    private func wayOfClientsOfProxy(_ name: String, with server: String) -> String {
        let parts = proxies.first { $0.name == name }.map { proxy in
            [proxy] + proxy.routes.map { proxy.part(for: $0) }
        }
        let part = parts?.first { $0.servers.contains { $0.name == server } }
        guard let part, part.isOffline else { return "go elsewhere" }
        guard let fallback = part.fallback, holdingPage.whenOffline else {
            return part.mode == .http ? "are refused with status 503" : "are refused"
        }
        switch fallback {
        case .holdingPage: return "get the holding page"
        case .server(let address, _): return "go to the fallback, \(address)"
        }
    }
}
