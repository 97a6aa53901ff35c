import Files
import Model
import Planning

/// A comparison of the running worker with a configuration, made once per pass.
///
/// ``steps`` is the plan of the proxies that is shown, applied and reported.
struct ProxyComparison {
    /// The wanted configuration, with the servers that stay until others are proven.
    let handover: ProxyHandover
    /// The steps to this configuration.
    let steps: [ProxyStep]

    /// - Parameters:
    ///   - observed: the running worker.
    ///   - states: the server states of the same worker.
    ///   - file: the loaded configuration; nil: unreadable.
    init(
        from observed: ObservedProxies, _ states: ServerStates, file: String?,
        to wanted: WorkerConfiguration
    ) {
        handover = ProxyHandover(from: states, file: file, to: wanted)
        steps = plan(from: observed, to: handover.desired)
    }
}

extension ProxyHandover {
    /// The desired proxies, with the servers that stay.
    var desired: DesiredProxies {
        var proxies = configuration.proxies
        proxies.unproven = unproven
        return proxies
    }
}

extension ProxyStep {
    /// Returns the step with the differences that a start or a reload applies, in the document's
    /// names.
    ///
    /// - Parameters:
    ///   - file: the worker's file; nil: not running, or unknown.
    ///   - servers: the worker's servers.
    ///   - folder: the directory of the configuration's side files.
    func described(
        from file: String?, to configuration: WorkerConfiguration,
        servers: [ServerStates.Server] = [], in folder: String
    ) -> ProxyStep {
        func parts() -> [ProxyPart] {
            ConfigurationDifference(from: file, to: configuration.text, servers: servers) { path in
                configuration.files.first { "\(folder)/\($0.name)" == path }?.contents
                    ?? readText(path)
            }.parts
        }
        switch self {
        case .start(let proxies, _): return .start(proxies, parts: parts())
        case .reload(let proxies, let reasons, _):
            let named = reasons.map { reason in
                guard case .frame = reason, let file else { return reason }
                let sections = changedSections(from: file, to: configuration.text)
                return sections.isEmpty
                    ? .namedFile
                    : .frame(sections: sections)
            }
            return .reload(proxies, because: named, parts: parts())
        case .end, .addServer, .changeServer, .removeServer, .replaceCertificate: return self
        }
    }
}

/// Returns the sections that differ between two files, by their first lines, in the order of the
/// file that has them.
func changedSections(from old: String, to new: String) -> [String] {
    let (before, after) = (sections(of: old), sections(of: new))
    let earlier = Dictionary(before.map { ($0.name, $0.lines) }, uniquingKeysWith: +)
    let later = Set(after.map(\.name))
    return after.filter { earlier[$0.name] != $0.lines }.map(\.name)
        + before.map(\.name).filter { !later.contains($0) }
}

private func sections(of text: String) -> [(name: String, lines: [Substring])] {
    let frame = "    set-var \(ProxyFrame.variable) ".utf8
    var sections: [(name: String, lines: [Substring])] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        if sectionWords.contains(where: { line.starts(with: $0.utf8) }) {
            sections.append((String(Substring(line)), []))
        } else if !line.starts(with: frame), !sections.isEmpty {
            sections[sections.count - 1].lines.append(Substring(line))
        }
    }
    return sections
}

/// The words that begin a section; a raw line may begin anywhere.
private let sectionWords = ["global", "defaults", "peers ", "listen ", "frontend ", "backend "]
