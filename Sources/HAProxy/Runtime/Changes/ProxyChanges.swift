/// What makes a running worker into what is wanted.
///
/// `docs/internals/planning.md` has the table.
public struct ProxyChanges: Sendable, Hashable {
    /// Why commands are not enough; empty: they are.
    public private(set) var reloads: [String] = []
    /// Commands, in the order in which they are safe: more servers before fewer.
    public private(set) var commands: [RuntimeCommand] = []

    /// True when the worker is as it is wanted.
    public var isEmpty: Bool { reloads.isEmpty && commands.isEmpty }

    /// From what a worker says to what is wanted.
    ///
    /// Where a reload is needed it brings everything else as well, so there are no commands.
    ///
    /// - Parameters:
    ///   - loaded: the certificates sent to the worker last, which can't be read back with chains.
    ///   - unproven: servers that get no connections where they are now before a check has passed,
    ///     as `BACKEND/SERVER`.
    public init(
        from observed: ObservedProxies, to wanted: WantedProxies,
        loaded: [WantedCertificate] = [], unproven: Set<String> = []
    ) {
        var there: [String: [String: ServerStates.Server]] = [:]
        for server in observed.servers { there[server.backend, default: [:]][server.name] = server }
        var new: [WantedServer] = []
        var growth: [RuntimeCommand] = []
        var reduction: [RuntimeCommand] = []
        for server in wanted.servers {
            guard let now = there[server.backend]?.removeValue(forKey: server.name) else {
                new.append(server)
                continue
            }
            let limit = observed.limits[server.backend]?[server.name]
            if now.endpoint != server.endpoint, now.isUp, unproven.contains(server.place) {
                growth.append(.down(backend: server.backend, server: server.name))
            }
            for command in server.commands(from: now, limit: limit) {
                if command.isReduction {
                    reduction.append(command)
                } else {
                    growth.append(command)
                }
            }
        }
        let extra = observed.servers.filter { there[$0.backend]?[$0.name] != nil }
        reloads = Self.reasons(observed, wanted, new: new, extra: extra)
        reloads += wanted.servers.compactMap { server in
            // An agent gives limits too.
            guard server.limit == nil, !server.followsAgent,
                observed.limits[server.backend]?[server.name] != nil
            else { return nil }
            return "\(server.backend)/\(server.name) has a limit, and is to have none"
        }
        let certificates = Self.certificates(observed, wanted, loaded)
        reloads += certificates.filter { $0.pem.utf8.count > Self.longestCertificate }.map {
            "\($0.file) is too long for a command"
        }
        guard reloads.isEmpty else { return }
        commands = new.flatMap { $0.addition(isUnproven: unproven.contains($0.place)) }
        if !new.isEmpty { commands.append(.structure(wanted.structure.digest)) }
        commands += certificates.flatMap { certificate -> [RuntimeCommand] in
            [
                .setCertificate(file: certificate.file, pem: certificate.pem),
                .commitCertificate(file: certificate.file),
            ]
        }
        commands += growth + reduction
        // Somebody added these by hand: the structure is ours, so no reload would take them away.
        for server in extra {
            if server.state != .offline {
                commands.append(.state(backend: server.backend, server: server.name, .offline))
            }
            if (observed.sessions[server.backend]?[server.name] ?? 0) == 0 {
                commands.append(.remove(backend: server.backend, server: server.name))
            }
        }
    }

    /// Bytes of the longest certificate in PEM that is sent: a command has at most 16 KiB.
    static let longestCertificate = 15_000

    /// That the file differs in what no command changes.
    static let moreChanged = "more changed than a running process can take"

    private static func reasons(
        _ observed: ObservedProxies, _ wanted: WantedProxies, new: [WantedServer],
        extra: [ServerStates.Server]
    ) -> [String] {
        guard let running = observed.structure else {
            return ["the running configuration does not say that it is Ballast's"]
        }
        if let fixed = new.first(where: { !$0.canBeAdded }) {
            return ["\(fixed.backend)/\(fixed.name) can't be added to a running process"]
        }
        if running == wanted.structure {
            return new.isEmpty ? [] : ["\(new[0].backend)/\(new[0].name) was removed by hand"]
        }
        if !extra.isEmpty {
            return ["\(extra[0].backend)/\(extra[0].name) is to go"]
        }
        if !new.isEmpty, wanted.structure.isThat(running, with: new) { return [] }
        return [moreChanged]
    }

    /// Those that the worker is to load anew.
    private static func certificates(
        _ observed: ObservedProxies, _ wanted: WantedProxies, _ loaded: [WantedCertificate]
    ) -> [WantedCertificate] {
        wanted.certificates.filter { certificate in
            let hasOtherChain = loaded.contains {
                $0.file == certificate.file && $0.pem != certificate.pem
            }
            guard let now = observed.certificates[certificate.file] else { return false }
            return now != certificate.fingerprint || hasOtherChain
        }
    }
}

extension RuntimeCommand {
    /// True when it may give connections to a server that got none.
    var isGrowth: Bool {
        switch self {
        case .weight(_, _, let weight): weight > 0
        case .state(_, _, let state): state == .online
        default: false
        }
    }

    /// True when it takes connections from a server.
    var isReduction: Bool {
        switch self {
        case .weight(_, _, let weight): weight == 0
        case .state(_, _, let state): state != .online
        case .remove: true
        default: false
        }
    }
}
