import Addresses
import Model

extension ProxyHandover {
    /// The proxies and routes that have a server that works, and are left without one that is
    /// known to work; a sentence each.
    func outages(from states: ServerStates) -> [String] {
        let running = Dictionary(
            grouping: states.servers.filter { $0.name != BackendServer.fallback }, by: \.backend)
        let wanted = Dictionary(grouping: configuration.proxies.servers, by: \.backend)
        let withPage = sectionsWithPage
        return wanted.sorted { $0.key < $1.key }.compactMap { backend, servers in
            let working = (running[backend] ?? []).filter(\.isUp)
            guard working.contains(where: { $0.weight > 0 && $0.state == .online }) else {
                return nil
            }
            let gets = servers.filter {
                $0.name != BackendServer.fallback && $0.state == .online && $0.weight > 0
            }
            // A server counts as up until its first check has ended.
            let checked = working.filter(\.wasChecked)
            let endpoints = Set((checked.isEmpty ? working : checked).compactMap(\.endpoint))
            guard !gets.contains(where: { !$0.isChecked || endpoints.contains($0.endpoint) })
            else { return nil }
            let place = BackendName(backend).place
            guard gets.isEmpty else {
                return "\(place) is left without a server that has passed its check: clients are "
                    + "sent to servers that may not work"
            }
            return "\(place) is left without a server that works: "
                + refuge(servers, hasPage: withPage.contains(backend))
        }
    }

    /// The treatment of clients of a section without working servers, in words.
    private func refuge(_ servers: [BackendServer], hasPage: Bool) -> String {
        if servers.contains(where: { $0.name == BackendServer.fallback }) {
            return "its fallback stands in"
        }
        return hasPage ? "the holding page stands in" : "its clients are refused"
    }

    /// The names of the sections with a holding page.
    private var sectionsWithPage: Set<String> {
        Set(
            ConfigurationSection.all(of: configuration.text)
                .filter { $0.lines.contains { $0.first == "http-error" } }.map(\.name))
    }
}
