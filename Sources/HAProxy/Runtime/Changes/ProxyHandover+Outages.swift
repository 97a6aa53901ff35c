import Addresses

extension ProxyHandover {
    /// The proxies and routes that have a server that works, and are left without one that is
    /// known to work; a sentence each.
    func outages(from states: ServerStates) -> [String] {
        let running = Dictionary(
            grouping: states.servers.filter { $0.name != WantedServer.fallback }, by: \.backend)
        let wanted = Dictionary(grouping: configuration.proxies.servers, by: \.backend)
        return wanted.sorted { $0.key < $1.key }.compactMap { backend, servers in
            let working = (running[backend] ?? []).filter(\.isUp)
            guard working.contains(where: { $0.weight > 0 && $0.state == .online }) else {
                return nil
            }
            let gets = servers.filter {
                $0.name != WantedServer.fallback && $0.state == .online && $0.weight > 0
            }
            let endpoints = Set(working.compactMap(\.endpoint))
            guard !gets.contains(where: { !$0.isChecked || endpoints.contains($0.endpoint) })
            else { return nil }
            let place = BackendName(backend).place
            guard gets.isEmpty else {
                return "\(place) is left without a server that has passed its check: clients are "
                    + "sent to servers that may not work"
            }
            return "\(place) is left without a server that works: \(refuge(of: backend, servers))"
        }
    }

    /// What becomes of the clients of a section whose servers are all gone.
    private func refuge(of backend: String, _ servers: [WantedServer]) -> String {
        if servers.contains(where: { $0.name == WantedServer.fallback }) {
            return "its fallback stands in"
        }
        let section = ConfigurationSection.all(of: configuration.text).first { $0.name == backend }
        let hasPage = section?.lines.contains { $0.first == "http-error" } == true
        return hasPage ? "the holding page stands in" : "its clients are refused"
    }
}
