import Glibc
import Model

/// The steps to a configuration, and their effect on clients.
public struct ProxyPlan: Sendable, Hashable {
    /// Each step once.
    public var steps: [ProxyStep]
    /// Servers that stay until those of the document are proven.
    public var held: [HeldServers]
    /// The endpoints where HAProxy can't listen yet, or shares the port.
    public var unheard: [Unheard]
    /// The proxies and routes that have a server that works and are left without one that is known
    /// to work, in words.
    public var outages: [String]
    /// The sections of haproxy.cfg of which no server is proven, each with its awaited servers.
    public var unproven: [HeldServers] = []

    /// A plan of these steps.
    public init(
        steps: [ProxyStep] = [], held: [HeldServers] = [], unheard: [Unheard] = [],
        outages: [String] = []
    ) {
        self.steps = steps
        self.held = held
        self.unheard = unheard
        self.outages = outages
    }
}

extension HAProxyMaster {
    /// Plans the steps to a configuration, without a change.
    ///
    /// **Errors:** `HostFailure` if the running HAProxy does not answer, or if no listener is
    /// possible.
    public func plan(_ whole: WorkerConfiguration) throws(HostFailure) -> ProxyPlan {
        guard try control.running() != nil else {
            // Only the superuser can try where HAProxy may listen.
            let wanted = geteuid() == 0 ? try feasible(whole, isRunning: false) : whole
            let parts = ConfigurationDifference(from: nil, to: wanted.text).parts
            let handover = ProxyHandover(
                restarting: readText(control.settings.file), to: wanted)
            var plan = ProxyPlan(
                steps: [ProxyStep("start HAProxy", .hitless, parts: parts)], held: handover.held,
                unheard: obstacles.map { Unheard($0) })
            plan.unproven = UnprovenProxies(of: whole, states: nil, file: nil).sections
            return plan
        }
        let (observed, states) = try control.observe(
            certificates: whole.proxies.certificates.map(\.file))
        let file = readText(control.settings.file)
        var handover = ProxyHandover(from: states, file: file, to: whole)
        var changes = self.changes(from: observed, to: handover)
        if !changes.reloads.isEmpty, geteuid() == 0 {
            let feasible = try feasible(whole, isRunning: true)
            if feasible != whole {
                handover = ProxyHandover(from: states, file: file, to: feasible)
                changes = self.changes(from: observed, to: handover)
            }
        }
        let files = handover.configuration.files
        let folder = control.settings.folder
        let difference = ConfigurationDifference(
            from: file, to: handover.configuration.text, servers: states.servers
        ) { path in
            files.first { "\(folder)/\($0.name)" == path }?.contents ?? readText(path)
        }
        var plan = ProxyPlan(
            steps: changes.steps(
                from: file, to: handover.configuration.text, parts: difference.parts),
            held: handover.held, unheard: obstacles.map { Unheard($0) },
            outages: handover.outages(from: states))
        plan.unproven = UnprovenProxies(of: whole, states: states, file: file).sections
        return plan
    }

    private func changes(
        from observed: ObservedProxies, to handover: ProxyHandover
    ) -> ProxyChanges {
        // What HAProxy was given last: it does not say which chain it sends.
        let loaded = handover.configuration.proxies.certificates.compactMap {
            certificate -> WantedCertificate? in
            guard let pem = readText(certificate.file) else { return nil }
            return WantedCertificate(file: certificate.file, fingerprint: "", pem: pem)
        }
        return ProxyChanges(from: observed, to: handover, loaded: loaded)
    }
}

extension ProxyChanges {
    /// As a plan shows them.
    ///
    /// - Parameter parts: the changes of a reload.
    func steps(from old: String?, to new: String, parts: [ProxyPart] = []) -> [ProxyStep] {
        let reasons = reasons(from: old, to: new)
        guard reasons.isEmpty else {
            let words = "reload HAProxy: \(reasons.joined(separator: "; "))"
            return [ProxyStep(words, .restartsWorker, parts: parts)]
        }
        var shown: Set<RuntimeCommand> = []
        return visible.filter { shown.insert($0).inserted }.map { command in
            ProxyStep("haproxy: \(command)", command.isReduction ? .drains : .hitless)
        }
    }

    /// The commands, but for those that change nothing for anybody.
    var visible: [RuntimeCommand] {
        commands.filter { command in
            if case .structure = command { false } else { true }
        }
    }

    /// Why commands are not enough, and what of the file is another where that is why.
    func reasons(from old: String?, to new: String) -> [String] {
        reloads.map { reason in
            guard reason == Self.moreChanged, let old else { return reason }
            let names = changedSections(from: old, to: new)
            guard let last = names.last else { return "a file that HAProxy reads has changed" }
            if names.count > 4 { return "\(names.count) sections change, \(names[0]) first" }
            let first = names.dropLast().joined(separator: ", ")
            return first.isEmpty ? "\(last) changes" : "\(first) and \(last) change"
        }
    }
}

/// The sections that are not the same in two files, by their first lines, in the order of the file
/// that has them.
func changedSections(from old: String, to new: String) -> [String] {
    let (before, after) = (sections(of: old), sections(of: new))
    let earlier = Dictionary(before.map { ($0.name, $0.lines) }, uniquingKeysWith: +)
    let later = Set(after.map(\.name))
    return after.filter { earlier[$0.name] != $0.lines }.map(\.name)
        + before.map(\.name).filter { !later.contains($0) }
}

private func sections(of text: String) -> [(name: String, lines: [Substring])] {
    let structure = "    set-var \(Structure.variable) ".utf8
    var sections: [(name: String, lines: [Substring])] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        if sectionWords.contains(where: { line.starts(with: $0.utf8) }) {
            sections.append((String(Substring(line)), []))
        } else if !line.starts(with: structure), !sections.isEmpty {
            sections[sections.count - 1].lines.append(Substring(line))
        }
    }
    return sections
}

/// What begins a section; a raw line may begin where it likes.
private let sectionWords = ["global", "defaults", "peers ", "listen ", "frontend ", "backend "]
