/// The sections of a worker's file whose requests other sections will receive.
///
/// A proxy follows the proxies that listened at its endpoints; a new route follows the route with
/// the same match, otherwise its proxy.
struct Predecessors {
    private let old: [ConfigurationSection]
    private let new: [ConfigurationSection]

    init(from old: String, to new: String) {
        (self.old, self.new) = ConfigurationSection.all(of: old, new)
    }

    /// Returns the name of the section that a backend follows; nil: its endpoints are new.
    func name(of backend: String) -> String? {
        for section in new {
            if section.keyword == "listen", section.name == backend {
                return follower(of: section)?.name
            }
            guard let route = section.routes.first(where: { $0.backend == backend }) else {
                continue
            }
            let before = old.first { $0.name == section.name } ?? follower(of: section)
            return before?.routes.first { $0.match == route.match }?.backend ?? before?.name
        }
        return nil
    }

    /// Returns the sections of removed routes, whose requests the servers of a proxy will receive.
    func orphans(of backend: String) -> [String] {
        guard let section = new.first(where: { $0.keyword == "listen" && $0.name == backend }),
            let before = old.first(where: { $0.name == backend }) ?? follower(of: section)
        else { return [] }
        let matches = Set(section.routes.map(\.match))
        let names = Set(section.routes.map(\.backend))
        return before.routes.filter { !matches.contains($0.match) && !names.contains($0.backend) }
            .map(\.backend)
    }

    /// Returns the sections whose requests a backend receives because its proxy has their endpoint.
    func displaced(by backend: String) -> [String] {
        for section in new where section.keyword == "listen" {
            let route = section.routes.first { $0.backend == backend }
            guard section.name == backend || route != nil else { continue }
            return followers(of: section).filter { $0.name != section.name }.map { former in
                guard let route else { return former.name }
                return former.routes.first { $0.match == route.match }?.backend ?? former.name
            }
        }
        return []
    }

    /// Whether a section of the worker's file has the same checks as a new one.
    func checksAlike(_ former: String, _ backend: String) -> Bool {
        guard let before = old.first(where: { $0.name == former }),
            let after = new.first(where: { $0.name == backend })
        else { return true }
        return before.checks == after.checks
    }

    private func follower(of section: ConfigurationSection) -> ConfigurationSection? {
        followers(of: section).first
    }

    /// Returns the old sections with an endpoint of this section.
    private func followers(of section: ConfigurationSection) -> [ConfigurationSection] {
        let places = Set(section.binds.map(\.endpoint))
        return old.filter { former in former.binds.contains { places.contains($0.endpoint) } }
    }
}

extension ConfigurationSection {
    /// The lines about checks.
    fileprivate var checks: [[String]] {
        lines.filter { words in
            ["http-check", "tcp-check"].contains(words[0])
                || words[0] == "option" && words.count > 1
                    && (words[1].hasSuffix("-check") || words[1].hasSuffix("chk"))
        }
    }
}
