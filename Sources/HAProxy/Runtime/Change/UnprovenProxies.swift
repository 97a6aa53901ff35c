import Model

/// The proxies and SSL services that have a section of which no server is proven.
///
/// A service of IPVS in their place stays until none of their sections is left of these. A section
/// without a server needs no proof, nor does one with a server that is not checked. Servers got no
/// connections before: one is proven when it has been up for the time of two more checks.
struct UnprovenProxies {
    /// The sections of haproxy.cfg, each with its servers that are awaited, and none that stays.
    private(set) var sections: [HeldServers] = []

    /// - Parameters:
    ///   - states: the worker's `show servers state`; nil: no worker runs.
    ///   - file: the configuration that it has loaded.
    init(of wanted: WorkerConfiguration, states: ServerStates?, file: String?) {
        let lines = ServerLines(file ?? "")
        let running = Dictionary(grouping: states?.servers ?? [], by: \.backend)
        let servers = wanted.proxies.servers.filter { $0.name != BackendServer.fallback }
        for (backend, servers) in Dictionary(grouping: servers, by: \.backend)
            .sorted(by: { $0.key < $1.key })
        where !wanted.atOnce.contains(backend) {
            let states = Dictionary(
                (running[backend] ?? []).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
            let found = (lines.section(backend) ?? []).compactMap { line in
                states[line.name].flatMap { state in
                    line.endpoint == state.endpoint
                        ? RunningServer(state: state, line: line) : nil
                }
            }
            let awaited = servers.filter {
                ($0.state == .online || wanted.proofs.down.contains($0.place)) && $0.weight > 0
            }
            let isProven = awaited.contains { server in
                let same = found.filter {
                    $0.line.name == server.name && $0.line.manner == server.manner
                }
                return BackendHandover.isProven(server, same, wanted.proofs, isUnderWay: true)
            }
            guard !isProven else { continue }
            sections.append(
                HeldServers(backend: backend, staying: [], awaited: awaited.map(\.name)))
        }
    }
}
