import Addresses
import Model

/// The differences between the running HAProxy and a configuration, in the document's names.
///
/// Servers are compared with the worker's states; everything else, with its file.
struct ConfigurationDifference {
    /// **Shape:** unique by subject; in the order of the new file, removed parts last.
    private(set) var parts: [ProxyPart] = []

    private let there: [String: [String: ServerStates.Server]]
    /// Reads a file that haproxy.cfg names; nil: unreadable.
    private let contents: (String) -> String?
    /// The sections in which SSL services listen, by service.
    private let hosts: (old: [String: ConfigurationSection], new: [String: ConfigurationSection])

    /// - Parameters:
    ///   - old: the worker's file; nil: no worker runs.
    ///   - new: the desired file.
    ///   - servers: the worker's states of its servers.
    ///   - contents: reads a list of certificates, by its path.
    init(
        from old: String?, to new: String, servers: [ServerStates.Server] = [],
        contents: @escaping (String) -> String? = { _ in nil }
    ) {
        self.contents = contents
        var there: [String: [String: ServerStates.Server]] = [:]
        for server in servers { there[server.backend, default: [:]][server.name] = server }
        self.there = there
        let (before, after) = ConfigurationSection.all(of: old ?? "", new)
        hosts = (Self.hosts(in: before), Self.hosts(in: after))
        let places = Dictionary(
            before.map { (Place($0), $0) }, uniquingKeysWith: { first, _ in first })
        let names = Set(after.map { Place($0) })
        for section in after { compare(places[Place(section)], section, isFirst: old == nil) }
        for section in before where !names.contains(Place(section)) {
            compare(section, nil, isFirst: false)
        }
        parts.removeAll { $0.action == .change && $0.changes.isEmpty }
    }

    private struct Place: Hashable {
        let keyword: String
        let name: String

        init(_ section: ConfigurationSection) {
            keyword = section.keyword
            name = section.name
        }
    }

    /// Compares two sections of the same name; nil: only one file has it.
    private mutating func compare(
        _ old: ConfigurationSection?, _ new: ConfigurationSection?, isFirst: Bool
    ) {
        guard let section = new ?? old, let subject = Self.subject(of: section) else { return }
        // Global options are not a difference if no worker runs.
        if isFirst, subject == Self.process { return }
        let action: StepAction = old == nil ? .add : new == nil ? .remove : .change
        addListens(old, new, of: subject)
        if action != .change, subject != Self.process { note(subject, action) }
        for line in serverChanges(old, new) + routeChanges(old, new) { add(line, to: subject) }
        // The options of an entirely new section are not listed.
        guard old != nil, new != nil || BackendName(section.name).part == "limits" else { return }
        let texts = OptionDifference(
            from: old?.lines ?? [], to: new?.lines ?? [], isLabelled: subject != Self.process)
        for line in texts.changes { add(line, to: subject) }
    }

    /// The part of the document that a section represents; nil: none.
    private static func subject(of section: ConfigurationSection) -> String? {
        switch section.keyword {
        case "global", "defaults": return process
        case "peers": return nil
        default:
            let name = BackendName(section.name)
            if name.owner.isEmpty { return "statistics page" }
            if name.part == "limits" { return "proxy \(name.owner)" }
            if name.part != nil { return name.place }
            let isService = section.binds.contains { $0.service == section.name }
            return isService ? "SSL service \(name.owner)" : "proxy \(name.owner)"
        }
    }

    private static let process = "process"

    private mutating func add(_ line: String, to subject: String) {
        parts[note(subject, .change)].changes.append(line)
    }

    /// Returns the index of a part, which is added if it is new.
    @discardableResult
    private mutating func note(_ subject: String, _ action: StepAction) -> Int {
        if let index = parts.firstIndex(where: { $0.subject == subject }) {
            if action != .change { parts[index].action = action }
            return index
        }
        parts.append(ProxyPart(subject, action))
        return parts.count - 1
    }

    // MARK: - Listeners

    private static func hosts(
        in sections: [ConfigurationSection]
    ) -> [String: ConfigurationSection] {
        var hosts: [String: ConfigurationSection] = [:]
        for section in sections {
            for service in section.binds.compactMap(\.service) { hosts[service] = section }
        }
        return hosts
    }

    private mutating func addListens(
        _ old: ConfigurationSection?, _ new: ConfigurationSection?, of subject: String
    ) {
        let binds = (old?.binds ?? [], new?.binds ?? [])
        var owners: [String?] = []
        for bind in binds.1 + binds.0 where !owners.contains(bind.service) {
            owners.append(bind.service)
        }
        for owner in owners {
            var before = binds.0.filter { $0.service == owner }
            let after = binds.1.filter { $0.service == owner }
            let host = owner.flatMap { service in
                hosts.old[service].flatMap { old in hosts.new[service].map { (old, $0) } }
            }
            if let owner, let host, host.0.name != host.1.name {
                // Shown once, at the current listener.
                guard !after.isEmpty else { continue }
                before = host.0.binds.filter { $0.service == owner }
                let names = [host.0, host.1].map { BackendName($0.name).owner }
                add(
                    "~ backend: \(names[0]) -> \(names[1])",
                    to: "SSL service \(BackendName.decoded(owner))")
            }
            let name = owner.map { "SSL service \(BackendName.decoded($0))" } ?? subject
            if before.isEmpty || after.isEmpty, name != subject {
                note(name, before.isEmpty ? .add : .remove)
            }
            let places = (before.map(\.endpoint), after.map(\.endpoint))
            if Set(places.0) != Set(places.1) {
                add(Self.change("listen", places.0, places.1), to: name)
            }
            guard let old = before.first, let new = after.first, old.words != new.words else {
                continue
            }
            for line in optionChanges(of: old, new) { add(line, to: name) }
        }
    }

    /// The differences between two listeners; certificates by name.
    private func optionChanges(of old: ConfigurationSection.Bind, _ new: ConfigurationSection.Bind)
        -> [String]
    {
        let before = OptionDifference.words(in: old.words)
        let after = OptionDifference.words(in: new.words)
        guard let lists = (old.list, new.list) as? (String, String), lists.0 != lists.1,
            let certificates = (certificates(lists.0), certificates(lists.1))
                as? ([String], [String])
        else { return ["~ " + OptionDifference.sentence(before, after)] }
        let line = Self.change("certificates", certificates.0, certificates.1)
        return before == after ? [line] : [line, "~ " + OptionDifference.sentence(before, after)]
    }

    /// The names of certificates in a list.
    private func certificates(_ list: String) -> [String]? {
        contents(list)?.split(separator: "\n").map { line in
            let name = line.split(separator: "/").last ?? line
            return BackendName.decoded(
                name.hasSuffix(".pem") ? String(name.dropLast(4)) : "\(name)")
        }
    }

    private static func change(_ label: String, _ old: [String], _ new: [String]) -> String {
        if old.isEmpty { return "+ \(label): \(new.joined(separator: ", "))" }
        if new.isEmpty { return "- \(label): \(old.joined(separator: ", "))" }
        return "~ \(label): \(old.joined(separator: ", ")) -> \(new.joined(separator: ", "))"
    }

    // MARK: - Routes and servers

    private func routeChanges(
        _ old: ConfigurationSection?, _ new: ConfigurationSection?
    ) -> [String] {
        let (before, after) = (old?.routes ?? [], new?.routes ?? [])
        var lines: [String] = []
        for route in after {
            let name = BackendName(route.backend).part ?? route.backend
            let words = route.match.isEmpty ? "every request" : route.match
            guard let earlier = before.first(where: { $0.backend == route.backend }) else {
                lines.append("+ route \(name): \(words)")
                continue
            }
            guard earlier.match != route.match else { continue }
            let match = earlier.match.isEmpty ? "every request" : earlier.match
            lines.append("~ route \(name): \(match) -> \(words)")
        }
        let names = (before.map(\.backend), after.map(\.backend))
        for route in before where !names.1.contains(route.backend) {
            lines.append("- route \(BackendName(route.backend).part ?? route.backend)")
        }
        let kept = (names.0.filter(names.1.contains), names.1.filter(names.0.contains))
        if kept.0 != kept.1 { lines.append("~ routes are in another order") }
        return lines
    }

    private func serverChanges(
        _ old: ConfigurationSection?, _ new: ConfigurationSection?
    ) -> [String] {
        let backend = (new ?? old)?.name ?? ""
        let running = there[backend] ?? [:]
        var lines: [String] = []
        for server in new?.servers ?? [] {
            let before = old?.servers.first { $0.name == server.name }
            guard let before else {
                lines.append("+ server \(server.title), \(server.values)")
                continue
            }
            let changes = server.changes(from: before, running[server.name], old?.scale)
            if !changes.isEmpty {
                lines.append("~ server \(server.shortName): \(changes.joined(separator: ", "))")
            }
        }
        for server in old?.servers ?? []
        where new?.servers.contains(where: { $0.name == server.name }) != true {
            lines.append("- server \(server.title)")
        }
        return lines
    }
}

extension ConfigurationSection.Bind {
    /// The file with its certificates.
    fileprivate var list: String? {
        words.firstIndex(of: "crt-list").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
            .map(ServerLine.bare)
    }
}

extension ServerLine {
    /// The name in the document.
    fileprivate var shortName: String { BackendName(name).server }

    /// The name and address.
    fileprivate var title: String { "\(shortName) \(endpoint)" }

    /// The weight, limit and state in words.
    fileprivate var values: String {
        "weight \(weight)" + (limit.map { ", maxConnections \($0)" } ?? "")
            + (isDisabled ? ", offline" : "")
    }

    /// Returns the changes since an earlier line; the worker's state overrides its file.
    ///
    /// - Parameter scale: the scale of the worker's weights; nil: they equal the document's.
    fileprivate func changes(
        from old: ServerLine, _ running: ServerStates.Server?, _ scale: AgentScale?
    ) -> [String] {
        var changes: [String] = []
        let place = running.map(\.endpoint) ?? old.endpoint
        if place != endpoint {
            changes.append("\(place.map { "\($0)" } ?? "elsewhere") -> \(endpoint)")
        }
        // An agent reports a percentage of the weight in the file.
        let agent = options.contains("agent-check") && old.options.contains("agent-check")
        let weight = running.map { scale?.written($0.weight) ?? $0.weight }
        let before = agent ? old.weight : weight ?? old.weight
        if before != self.weight { changes.append("weight \(before) -> \(self.weight)") }
        if old.limit != limit {
            let (then, now) = (old.limit.map { "\($0)" }, limit.map { "\($0)" })
            changes.append("maxConnections \(then ?? "any") -> \(now ?? "any")")
        }
        let wasOffline = running.map { $0.state == .offline } ?? old.isDisabled
        if wasOffline != isDisabled {
            changes.append(isDisabled ? "online -> offline" : "offline -> online")
        }
        if old.options != options {
            changes.append(
                OptionDifference.sentence(
                    OptionDifference.words(in: old.options), OptionDifference.words(in: options)))
        }
        return changes
    }
}
