import Addresses
import Model

/// The configuration of a worker while its working servers wait for their successors.
///
/// A backend of which no wanted server is proven keeps its working servers (``BackendHandover``),
/// with their lines in the file that the worker has loaded. New servers start as down, and get no
/// connections while a server that stays works; once one is proven, the wanted configuration itself
/// is loaded. The file notes the servers that stay, so a restart of HAProxy or of the host changes
/// nothing.
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
    /// The states of servers that had another name or section: `BACKEND/SERVER`.
    private(set) var origins: [String: ServerStates.Server] = [:]

    /// - Parameters:
    ///   - states: the worker's `show servers state`.
    ///   - file: the loaded configuration; nil: it can't be read, and no server stays.
    init(from states: ServerStates, file: String?, to wanted: WorkerConfiguration) {
        self.init(states, file: file, to: wanted)
    }

    /// The same for an HAProxy that is started anew: no worker says which servers work.
    ///
    /// Servers of the last file count as up where they are not awaited, because that file served;
    /// awaited ones must pass a check first.
    init(restarting file: String?, to wanted: WorkerConfiguration) {
        self.init(nil, file: file, to: wanted)
    }

    private init(_ states: ServerStates?, file: String?, to wanted: WorkerConfiguration) {
        configuration = wanted
        // Where the file is the wanted one, no server of it leaves.
        guard let file, states == nil || file != wanted.text else { return }
        let lines = ServerLines(file)
        let running = Dictionary(grouping: states?.servers ?? [], by: \.backend)
        var predecessors: Predecessors?
        for (backend, servers) in Dictionary(grouping: wanted.proxies.servers, by: \.backend)
            .sorted(by: { $0.key < $1.key }) where !wanted.atOnce.contains(backend)
        {
            var former = backend
            if lines.section(backend) == nil {
                let known = predecessors ?? Predecessors(from: file, to: wanted.text)
                predecessors = known
                guard let name = known.name(of: backend) else { continue }
                former = name
            }
            func found(_ section: String) -> [RunningServer] {
                Self.running(
                    lines.section(section) ?? [], states == nil ? nil : running[section] ?? [],
                    of: section, awaited: servers)
            }
            var before = found(former)
            var handover = BackendHandover(servers, before, wanted.proofs)
            defer { if states != nil { noteOrigins(of: servers, before, in: backend) } }
            guard handover.isOpen else {
                begin(handover, before)
                continue
            }
            let known = predecessors ?? Predecessors(from: file, to: wanted.text)
            predecessors = known
            let others = Set(known.orphans(of: backend) + known.displaced(by: backend))
                .subtracting([former]).sorted().flatMap(found)
            if !others.isEmpty {
                before += others
                handover = BackendHandover(servers, before, wanted.proofs)
            }
            guard handover.isOpen, !handover.staying.isEmpty else { continue }
            let fresh = states == nil ? handover.awaited : handover.fresh
            hold(handover, in: backend, fresh: fresh, known)
        }
    }

    /// Has new servers begin as down where others are known to work.
    private mutating func begin(_ handover: BackendHandover, _ running: [RunningServer]) {
        guard handover.isSettled else { return }
        let up = Set(running.filter(\.state.isUp).map(\.line.manner))
        unproven.formUnion(
            handover.fresh.filter { $0.isChecked && !up.contains($0.manner) }.map(\.place))
    }

    /// Notes the former states of servers that get another name or section.
    private mutating func noteOrigins(
        of servers: [BackendServer], _ running: [RunningServer], in backend: String
    ) {
        let found = Dictionary(
            running.map { ($0.line.manner, $0.state) }, uniquingKeysWith: { first, _ in first })
        for server in servers {
            guard let state = found[server.manner],
                state.backend != backend || state.name != server.name
            else { continue }
            origins[server.place] = state
        }
    }

    /// The servers of a section as the worker has them; of a worker that ended, as its file says.
    private static func running(
        _ lines: [ServerLine], _ states: [ServerStates.Server]?, of section: String,
        awaited: [BackendServer]
    ) -> [RunningServer] {
        guard let states else {
            let awaited = Set(
                awaited.filter { $0.state == .online && $0.weight > 0 }.map(\.manner))
            return lines.map { line in
                RunningServer(
                    state: ServerStates.Server(
                        backend: section, name: line.name, endpoint: line.endpoint,
                        weight: line.weight, isUp: !awaited.contains(line.manner),
                        state: line.isDisabled ? .offline : .online, isAsked: nil, line: ""),
                    line: line)
            }
        }
        let known = Dictionary(
            states.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return lines.compactMap { line in
            guard let state = known[line.name], line.endpoint == state.endpoint else { return nil }
            return RunningServer(state: state, line: line)
        }
    }

    private mutating func hold(
        _ handover: BackendHandover, in backend: String, fresh: [BackendServer],
        _ predecessors: Predecessors
    ) {
        var change = SectionChange(backend)
        var staying: [String] = []
        var failing: Set<String> = []
        for server in handover.staying {
            let name = server.server.state.name
            if server.isInPlace {
                change.keep(name, weight: server.server.ownWeight)
                staying.append("\(name) at \(server.server.line.endpoint)")
                continue
            }
            // Another server has its name now.
            var called = name
            while handover.names.contains(called)
                || change.added.contains(where: { $0.name == called })
            {
                called += BackendServer.former
            }
            let line = server.server.line
            let isCheckedAlike = predecessors.checksAlike(server.server.state.backend, backend)
            // Its own check was removed, and another check proves nothing about it.
            let added = (isCheckedAlike ? line : line.unchecked()).server(called, in: backend)
            change.add(added)
            // One that is down stays so until it passes.
            let isMoved = called != name || server.server.state.backend != backend
            if isMoved, added.isChecked {
                origins[added.place] = server.server.state
                if !server.server.state.isUp { failing.insert(added.place) }
            }
            staying.append("\(called) at \(line.endpoint)")
        }
        if handover.isServed {
            for server in handover.awaited where !handover.serving.contains(server.name) {
                // HAProxy can't judge servers without a check: they stay in maintenance.
                change.withhold(server.name, isDisabled: !server.isChecked)
            }
        }
        guard configuration.apply(change) else { return }
        held.append(
            HeldServers(
                backend: backend, staying: staying, awaited: handover.awaited.map(\.name),
                inPlace: change.kept.keys.sorted(), added: change.added.map(\.name)))
        unproven.formUnion(fresh.filter(\.isChecked).map(\.place))
        unproven.formUnion(failing)
    }
}

extension BackendServer {
    /// The name of the fallback server.
    static let fallback = Word.part("fallback", of: "").text
    /// The suffix of a staying server whose name now belongs to another server.
    ///
    /// No document can contain it.
    static let former = "::former"
}
