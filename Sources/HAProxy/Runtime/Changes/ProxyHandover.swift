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
        configuration = wanted
        let running = Dictionary(grouping: states.servers, by: \.backend)
        var lines: ServerLines?
        for (backend, servers) in Dictionary(grouping: wanted.proxies.servers, by: \.backend)
            .sorted(by: { $0.key < $1.key }) where !wanted.atOnce.contains(backend)
        {
            let backendHandover = Backend(servers, running[backend] ?? [])
            guard !backendHandover.last.isEmpty, let file else { continue }
            let known = lines ?? ServerLines(file)
            lines = known
            hold(backendHandover, in: backend, known)
        }
    }

    /// The wanted and the last working servers of a backend.
    private struct Backend {
        /// Wanted servers that should get connections.
        let awaited: [WantedServer]
        /// Names of all wanted servers.
        let names: Set<String>
        /// Working servers that leave; empty if a wanted server works already.
        let last: [ServerStates.Server]

        init(_ wanted: [WantedServer], _ running: [ServerStates.Server]) {
            let wanted = wanted.filter { $0.name != WantedServer.fallback }
            names = Set(wanted.map(\.name))
            awaited = wanted.filter { $0.state == .online && $0.weight > 0 }
            var places: [String: Endpoint] = [:]
            for server in wanted { places[server.name] = server.endpoint }
            var usable: [ServerStates.Server] = []
            var isProven = false
            let wants = Set(awaited.map(\.name))
            for server in running where server.isUp && server.name != WantedServer.fallback {
                if places[server.name] == server.endpoint {
                    isProven = isProven || wants.contains(server.name)
                } else if server.weight > 0, server.state == .online {
                    usable.append(server)
                }
            }
            // A server that is not checked counts as up.
            let areChecked = awaited.allSatisfy { $0.options.contains("check") }
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
        unproven.formUnion(backend.awaited.map { "\(name)/\($0.name)" })
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
    public var place: String {
        let parts = backend.split(separator: ":")
        return parts.count == 2 ? "route \(parts[1]) of \(parts[0])" : backend
    }
}

extension WantedServer {
    /// The name of the fallback server.
    static let fallback = Word.part("fallback", of: "").text
    /// The suffix of a staying server whose name now belongs to another server.
    ///
    /// No document can contain it.
    static let former = "::former"
}

/// The `server` lines of a file of ours, by section and name.
private struct ServerLines {
    private var lines: [String: [String: ServerLine]] = [:]

    init(_ text: String) {
        var section = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("listen ") || line.hasPrefix("backend ") {
                section = String(
                    line[line.index(after: line.firstIndex(of: " ") ?? line.startIndex)...])
            } else if line.hasPrefix("    server "), let read = ServerLine(line) {
                lines[section, default: [:]][read.name] = read
            } else if !line.hasPrefix(" ") {
                section = ""
            }
        }
    }

    func line(of server: String, in section: String) -> ServerLine? { lines[section]?[server] }
}

/// One `server` line, as the builder writes it.
private struct ServerLine {
    let name: String
    private let endpoint: Endpoint
    private var weight = 1
    private var limit: Int?
    private var options: [String] = []

    init?(_ line: Substring) {
        var words = Self.words(line)[...]
        guard words.popFirst() == "server", let name = words.popFirst(),
            let place = words.popFirst(), let endpoint = Endpoint(Self.bare(place))
        else { return nil }
        self.name = name
        self.endpoint = endpoint
        while let word = words.popFirst() {
            switch word {
            case "weight" where options.isEmpty && limit == nil:
                weight = words.popFirst().flatMap { Int($0) } ?? 1
            case "maxconn" where options.isEmpty: limit = words.popFirst().flatMap { Int($0) }
            case "disabled": break
            default: options.append(word)
            }
        }
    }

    func server(_ name: String, in backend: String) -> WantedServer {
        WantedServer(
            backend: backend, name: name, endpoint: endpoint, weight: weight, limit: limit,
            options: options)
    }

    func text(_ name: String) -> String {
        var words = ["server", name, Word.text("\(endpoint)").text, "weight", "\(weight)"]
        if let limit { words += ["maxconn", "\(limit)"] }
        return "    " + (words + options).joined(separator: " ")
    }

    private static func bare(_ word: String) -> String {
        word.hasPrefix("\"") && word.hasSuffix("\"") && word.count > 1
            ? String(word.dropFirst().dropLast()) : word
    }

    /// The words of a line; quoted text is one word, with its quotes.
    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var isEscaped = false
        for character in line {
            if character == " ", !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            word.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

extension WorkerConfiguration {
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
