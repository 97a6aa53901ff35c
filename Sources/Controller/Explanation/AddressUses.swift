import Addresses
import Model

/// The uses of an address, or of an address with a port, in a document.
struct AddressUses {
    private let place: ExplainedSubject.Place
    private let spec: Spec
    private let status: Status
    private let now: Int64

    init(of place: ExplainedSubject.Place, _ spec: Spec, _ status: Status, now: Int64) {
        self.place = place
        self.spec = spec
        self.status = status
        self.now = now
    }

    /// Every use, virtual addresses first.
    var all: [AddressUse] { addresses + listeners + servers + others }

    private var addresses: [AddressUse] {
        guard place.port == nil else { return [] }
        return status.addresses.filter { $0.address.prefix.address == place.address }.map {
            AddressUse("virtual address", at: $0.place, state: $0.words)
        }
    }

    private var listeners: [AddressUse] {
        var uses: [AddressUse] = []
        for service in spec.services {
            guard let endpoint = service.key.endpoint, place.has(endpoint) else { continue }
            let summary = status.services.first { $0.key == service.key }.map(ServiceSummary.init)
            uses.append(
                AddressUse(
                    "service \(service.name) listens", at: "\(service.key)",
                    state: summary?.state.words))
        }
        for proxy in spec.proxies {
            let summary = status.proxies.first { $0.name == proxy.name }
                .map { ServiceSummary($0, now: now) }
            uses += proxy.listen.filter(place.has).map {
                AddressUse("proxy \(proxy.name) listens", at: "\($0)", state: summary?.state.words)
            }
        }
        for service in spec.sslServices {
            uses += service.listen.filter(place.has).map {
                AddressUse("SSL service \(service.name) listens", at: "\($0)")
            }
        }
        if let endpoint = spec.admin.listen, place.has(endpoint) {
            uses.append(AddressUse("the API", at: "\(endpoint)"))
        }
        if let endpoint = spec.haproxy.statistics, place.has(endpoint) {
            uses.append(AddressUse("HAProxy's statistics page", at: "\(endpoint)"))
        }
        return uses
    }

    private var servers: [AddressUse] {
        var uses: [AddressUse] = []
        for service in status.services {
            for server in service.servers where place.has(server.endpoint) {
                let summary = ServerSummary(server)
                uses.append(
                    AddressUse(
                        "server \(service.name ?? "\(service.key)")/\(summary.name)",
                        at: "\(server.endpoint)", state: summary.state.words))
            }
        }
        for proxy in status.proxies {
            for server in proxy.servers {
                guard let endpoint = server.want.endpoint, place.has(endpoint) else { continue }
                let summary = ServerSummary(server, now: now)
                let route = summary.route.map { " of route \($0)" } ?? ""
                uses.append(
                    AddressUse(
                        "server \(proxy.name)/\(server.name)\(route)", at: "\(endpoint)",
                        state: summary.state.words))
            }
        }
        return uses
    }

    private var others: [AddressUse] {
        var uses: [AddressUse] = []
        for service in spec.services {
            guard case .server = service.fallback, let fallback = service.fallback else { continue }
            let endpoint = service.destination(of: fallback).endpoint
            if place.has(endpoint) {
                uses.append(AddressUse("fallback of \(service.name)", at: "\(endpoint)"))
            }
        }
        for service in spec.sslServices {
            if case .endpoint(let endpoint) = service.backend, place.has(endpoint) {
                uses.append(AddressUse("backend of \(service.name)", at: "\(endpoint)"))
            }
        }
        guard place.port == nil else { return uses }
        return uses
            + (spec.cluster?.nodes ?? []).filter { $0.address == place.address }.map {
                AddressUse("node \($0.name)", at: "\(place.address)")
            }
    }
}
