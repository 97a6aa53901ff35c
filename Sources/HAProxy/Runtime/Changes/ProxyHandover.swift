import Addresses
import Model

/// The configuration of a worker while its working servers wait for their successors.
///
/// A backend whose wanted servers are all new and unproven keeps its working servers, with their
/// lines in the file that the worker has loaded. New servers start as down; after their first
/// passed check the wanted configuration itself is loaded.
///
/// A pure function of the worker's server states, its file and the wanted configuration, so a
/// restarted controller arrives at the same result.
struct ProxyHandover: Sendable {
    /// The wanted configuration, with the servers that stay.
    private(set) var configuration: WorkerConfiguration
    /// The staying and the awaited servers of each backend.
    private(set) var held: [HeldServers] = []
    /// Servers that start as down: `BACKEND/SERVER`.
    private(set) var unproven: Set<String> = []

    /// - Parameters:
    ///   - states: the worker's `show servers state`.
    ///   - file: the loaded configuration; nil: it can't be read, and no server stays.
    init(from states: ServerStates, file: String?, to wanted: WorkerConfiguration) {
        self.init(from: states.servers, file: file, to: wanted)
    }

    private init(
        from servers: [ServerStates.Server], file: String?, to wanted: WorkerConfiguration
    ) {
        configuration = wanted
        let running = Dictionary(grouping: servers, by: \.backend)
        var lines: ServerLines?
        for (backend, servers) in Dictionary(grouping: wanted.proxies.servers, by: \.backend)
            .sorted(by: { $0.key < $1.key }) where !wanted.atOnce.contains(backend)
        {
            let backendHandover = Backend(servers, running[backend] ?? [], wanted.proofs)
            guard !backendHandover.last.isEmpty, let file else { continue }
            let known = lines ?? ServerLines(file)
            lines = known
            hold(backendHandover, in: backend, known)
        }
    }

    /// The same for an HAProxy that is started anew: nothing that runs says which servers work.
    ///
    /// Servers of the last file that are not wanted any more count as up, because that file served;
    /// those that are wanted have to pass a check first.
    init(restarting file: String?, to wanted: WorkerConfiguration) {
        let places = Dictionary(
            wanted.proxies.servers.map { ($0.place, $0.endpoint) },
            uniquingKeysWith: { first, _ in first })
        let servers = ServerLines(file ?? "").servers().map { backend, line in
            ServerStates.Server(
                backend: backend, name: line.name, endpoint: line.endpoint, weight: line.weight,
                isUp: places["\(backend)/\(line.name)"] != line.endpoint,
                state: line.isDisabled ? .offline : .online, isAsked: nil, line: "")
        }
        self.init(from: servers, file: file, to: wanted)
    }

    /// The wanted and the last working servers of a backend.
    private struct Backend {
        /// Wanted servers that should get connections.
        let awaited: [WantedServer]
        /// Names of all wanted servers.
        let names: Set<String>
        /// Names of wanted servers that get connections already.
        private(set) var serving: Set<String> = []
        /// Working servers that leave; empty if a wanted server works already.
        let last: [ServerStates.Server]

        init(
            _ wanted: [WantedServer], _ running: [ServerStates.Server], _ proofs: ServerProofs
        ) {
            let wanted = wanted.filter { $0.name != WantedServer.fallback }
            names = Set(wanted.map(\.name))
            // One that Ballast's check finds down is in maintenance, and awaited all the same.
            awaited = wanted.filter {
                ($0.state == .online || proofs.down.contains($0.place)) && $0.weight > 0
            }
            var places: [String: Endpoint] = [:]
            for server in wanted { places[server.name] = server.endpoint }
            var usable: [ServerStates.Server] = []
            var isProven = awaited.contains { proofs.proven.contains($0.place) }
            let wants = Set(
                awaited.filter { !proofs.unproven.contains($0.place) }.map(\.name))
            for server in running where server.isUp && server.name != WantedServer.fallback {
                if places[server.name] == server.endpoint {
                    isProven = isProven || wants.contains(server.name)
                    if server.state == .online { serving.insert(server.name) }
                } else if server.weight > 0, server.state == .online {
                    usable.append(server)
                }
            }
            // A server that is not checked counts as up.
            let areChecked = awaited.allSatisfy {
                $0.isChecked || proofs.unproven.contains($0.place)
            }
            last = isProven || awaited.isEmpty || !areChecked ? [] : usable
        }
    }

    private mutating func hold(_ backend: Backend, in name: String, _ lines: ServerLines) {
        var kept: [WantedServer] = []
        var text: [String] = []
        for server in backend.last {
            guard let line = lines.line(of: server.name, in: name) else { continue }
            // Another server of the document has its name now.
            let isTaken = backend.names.contains(server.name)
            let called = isTaken ? server.name + WantedServer.former : server.name
            guard !kept.contains(where: { $0.name == called }) else { continue }
            kept.append(line.server(called, in: name))
            text.append(line.text(called))
        }
        guard !kept.isEmpty, configuration.add(kept, lines: text, to: name) else { return }
        held.append(
            HeldServers(
                backend: name, staying: kept.map { "\($0.name) at \($0.endpoint)" },
                awaited: backend.awaited.map(\.name)))
        unproven.formUnion(backend.awaited.filter(\.isChecked).map(\.place))
        // Of the others HAProxy knows nothing: they stay in maintenance until Ballast does.
        configuration.disable(
            backend.awaited.filter {
                !$0.isChecked && $0.state == .online && !backend.serving.contains($0.name)
            })
    }
}

extension ProxyChanges {
    /// The changes from the observed worker to the configuration of a handover.
    init(
        from observed: ObservedProxies, to handover: ProxyHandover, loaded: [WantedCertificate]
    ) {
        self.init(
            from: observed, to: handover.configuration.proxies, loaded: loaded,
            unproven: handover.unproven)
    }
}

/// Servers of a backend that stay in service until a successor is proven.
public struct HeldServers: Sendable, Hashable {
    /// The backend's name in haproxy.cfg.
    public var backend: String
    /// The servers that stay, with their endpoints.
    public var staying: [String]
    /// The servers of the document.
    public var awaited: [String]

    /// The handover in one sentence.
    public var sentence: String {
        handoverSentence(place, staying: staying, awaited: awaited)
    }

    /// The proxy, or the route of one: `shop`, `route 2 of shop`.
    public var place: String { BackendName(backend).place }
}

extension WantedServer {
    /// The name of the fallback server.
    static let fallback = Word.part("fallback", of: "").text
    /// The suffix of a staying server whose name now belongs to another server.
    ///
    /// No document can contain it.
    static let former = "::former"
}

extension WorkerConfiguration {
    /// Puts servers into maintenance.
    fileprivate mutating func disable(_ servers: [WantedServer]) {
        guard let backend = servers.first?.backend else { return }
        let names = Set(servers.map(\.name))
        for position in proxies.servers.indices
        where proxies.servers[position].backend == backend
            && names.contains(proxies.servers[position].name)
        {
            proxies.servers[position].state = .offline
        }
        var isInside = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            line -> String in
            if line == "listen \(backend)" || line == "backend \(backend)" {
                isInside = true
            } else if !line.hasPrefix(" "), !line.isEmpty {
                isInside = false
            } else if isInside, line.hasPrefix("    server "), let read = ServerLine(line),
                names.contains(read.name)
            {
                return line + " disabled"
            }
            return String(line)
        }
        text = lines.joined(separator: "\n")
    }

    /// Adds servers behind those of a section; false where it has none.
    fileprivate mutating func add(
        _ servers: [WantedServer], lines new: [String], to section: String
    ) -> Bool {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var isInside = false
        var last: Int?
        for (position, line) in lines.enumerated() {
            if line == "listen \(section)" || line == "backend \(section)" {
                isInside = true
            } else if !line.hasPrefix(" "), !line.isEmpty {
                isInside = false
            } else if isInside, line.hasPrefix("    server ") {
                last = position
            }
        }
        guard let last else { return false }
        lines.insert(contentsOf: new, at: last + 1)
        let structure = proxies.structure.adding(servers)
        text = lines.joined(separator: "\n").replacing(proxies.structure.line, with: structure.line)
        proxies.structure = structure
        proxies.servers += servers
        return true
    }
}
