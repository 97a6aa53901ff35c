import Addresses
import Model

/// The answer of `ballast explain`: every object with the name, and every use of the address.
package struct Explained: Sendable, Codable {
    /// The form of this answer; another one has another number.
    package private(set) var version: Int? = 1
    /// The service of this name.
    package var service: ServiceExplanation?
    /// The server of a service.
    package var server: ExplainedServer?
    /// The proxy of this name.
    package var proxy: ProxyStatus?
    /// The server of a proxy.
    package var proxyServer: ProxyServerExplanation?
    /// The route of a proxy.
    package var route: RouteExplanation?
    /// The SSL service of this name.
    package var sslService: SSLServiceExplanation?
    /// The certificate of this name.
    package var certificate: CertificateStatus?
    /// The node of this name.
    package var node: NodeExplanation?
    /// The failover group of this name.
    package var group: FailoverStatus.Group?
    /// The nodes of that group; nil: the subject is no group.
    package var nodes: [NodeExplanation]?
    /// The uses of the address; nil: the subject is a name.
    package var uses: [AddressUse]?
    /// The events of the subject, newest last.
    package var changes: [Event] = []

    /// Whether no object matches the subject.
    package var isEmpty: Bool {
        service == nil && server == nil && proxy == nil && proxyServer == nil && route == nil
            && sslService == nil && certificate == nil && node == nil && group == nil
            && (uses ?? []).isEmpty
    }

    /// Creates the answer from a document and a status, without layer-4 services.
    ///
    /// - Parameter events: those of the status; nil: they are indexed here.
    init(
        _ subject: ExplainedSubject, _ spec: Spec, _ status: Status, _ events: EventIndex? = nil,
        now: Int64
    ) {
        if let place = subject.place {
            uses = AddressUses(of: place, spec, status, now: now).all
        }
        if let name = subject.server {
            explain(name, ofProxy: subject.service, spec, status)
        } else {
            let name = subject.service
            proxy = status.proxies.first { $0.name == name }
            sslService = spec.sslServices.first { $0.name == name }
                .map { SSLServiceExplanation($0, in: status) }
            certificate =
                status.certificates?.first { $0.name == name }
                ?? spec.certificates.first { $0.name == name }.map {
                    CertificateStatus(name: name, file: $0.file ?? "", services: [])
                }
            let nodes = (spec.cluster?.nodes ?? []).map {
                NodeExplanation($0, in: status.failover)
            }
            node = nodes.first { $0.name == name }
            group = status.failover?.groups.first { $0.name == name }
            self.nodes = group.map { _ in nodes }
        }
        let service = spec.services.first { $0.name == subject.service }
        changes = (events ?? EventIndex(status.events)).candidates(for: subject, service?.key)
            .compactMap { $0.about(subject, service) }
    }

    private mutating func explain(
        _ name: String, ofProxy proxyName: String, _ spec: Spec, _ status: Status
    ) {
        guard let proxy = spec.proxies.first(where: { $0.name == proxyName }),
            let found = status.proxies.first(where: { $0.name == proxyName })
        else { return }
        for (position, route) in proxy.routes.enumerated()
        where route.name == name || (route.name == nil && "\(position + 1)" == name) {
            self.route = RouteExplanation(proxy: found, route: route, number: position + 1)
        }
        guard let status = found.servers.first(where: { $0.name == name }) else { return }
        if status.standsIn == true {
            proxyServer = ProxyServerExplanation(proxy: proxyName, standIn: status)
            return
        }
        let part = status.route.map { proxy.part(for: proxy.routes[$0 - 1]) } ?? proxy
        guard let server = part.servers.first(where: { $0.name == name }) else { return }
        proxyServer = ProxyServerExplanation(
            proxy: proxyName, status: status, server: server,
            check: server.check?.type ?? part.check?.type)
    }
}

extension Event {
    /// Returns the event with only its details about the subject; nil: it has none.
    fileprivate func about(_ subject: ExplainedSubject, _ service: Service?) -> Event? {
        let server = service?.servers.first { $0.name == subject.server }
        func isAbout(_ text: String) -> Bool {
            if let service {
                let key = service.key.description
                if subject.server == nil, text.contains(key) { return true }
                if let server, text.contains("\(service.endpoint(of: server)) in \(key)") {
                    return true
                }
            }
            return EventIndex.words(of: text).contains { word in
                word == subject.description
                    || (subject.server == nil && word.hasPrefix("\(subject.service)/"))
            }
        }
        let found = details.filter(isAbout)
        if !found.isEmpty {
            return Event(time: time, kind: kind, message: found.joined(separator: "; "))
        }
        return isAbout(message) ? Event(time: time, kind: kind, message: message) : nil
    }
}
