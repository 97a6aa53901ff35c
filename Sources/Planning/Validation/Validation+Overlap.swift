import Addresses
import Model

extension Validation {
    /// Reports proxies on the address of a service of every port, because IPVS receives their
    /// clients.
    mutating func checkOverlaps() {
        var takers: [IPAddress: String] = [:]
        for service in spec.services where service.key.transport == .tcp {
            guard let endpoint = service.key.endpoint, endpoint.port == 0 else { continue }
            takers[endpoint.address] = service.name
        }
        guard !takers.isEmpty else { return }
        for (index, proxy) in spec.proxies.enumerated() {
            check(proxy.listen, of: proxy.name, in: "proxies", index, takers)
        }
        for (index, service) in spec.sslServices.enumerated() {
            check(service.listen, of: service.name, in: "sslServices", index, takers)
        }
    }

    private mutating func check(
        _ endpoints: [Endpoint], of name: String, in list: String, _ index: Int,
        _ takers: [IPAddress: String]
    ) {
        let place = DocumentPath([.key(list), .index(index), .key("listen")])
        for (position, endpoint) in endpoints.enumerated() {
            guard let taker = takers[endpoint.address] else { continue }
            error(
                .duplicateListen, at: endpoints.count == 1 ? place : place.index(position),
                "\(name) gets no client at \(endpoint): \(taker) takes every port of"
                    + " \(endpoint.address)",
                hint: "give one of them another address, or name the ports of \(taker)")
        }
    }
}
