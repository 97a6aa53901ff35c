import ArgumentParser
import Controller
import Document
import Files
import Glibc
import Model

/// An edit of the servers on the command line, and its output.
struct ServerEdit {
    private let options: EditOptions
    private let names: [ServerName]
    private let change: (_ service: String, _ server: String) -> DocumentEdit

    /// - Parameter change: the change of one server.
    init(
        _ options: EditOptions, _ names: [ServerName],
        _ change: @escaping (_ service: String, _ server: String) -> DocumentEdit
    ) {
        self.options = options
        self.names = names
        self.change = change
    }

    /// Edits the document, prints the effect on clients, and with `--wait` waits for sessions.
    func run(_ state: ServerState? = nil, _ wait: WaitOptions? = nil) async throws {
        let client = StatusClient(socket: options.daemon.path)
        // Without a controller, sessions are unknown and the default path is used.
        let status = try? await client.status()
        let path = options.file ?? status?.document.path ?? "/etc/ballast/ballast.yaml"
        let isFollowed = status.map { RealPath(path).isOf($0.document.path) } ?? false
        let waits = wait?.wait == true && !options.dryRun
        if waits, !isFollowed {
            standardError("ballast: cannot wait for sessions: no controller follows \(path)")
            standardError("hint: nothing was written; the command works without --wait")
            throw ExitCode(1)
        }
        try requireInForce(status, isFollowed)
        let (spec, servers, isChanged) = try await edit(path, client)
        let answer = EditAnswer(
            document: path, changed: isChanged, dryRun: options.dryRun,
            servers: servers.map { server in
                let sessions = isFollowed ? status?.sessions(of: server) : nil
                let words =
                    state == nil
                    ? nil
                    : spec?.effectOnClients(
                        of: server.server, in: server.service)
                return EditAnswer.Server(
                    server: server.description, sessions: sessions, meaning: words)
            })
        try print(answer)
        if isFollowed, isChanged, !options.dryRun, status?.document.pending != nil {
            standardError(
                "note: the document has an edit that waits for its change window; this change does "
                    + "not wait, unless only that edit has the server")
        }
        if isFollowed, isChanged, !options.dryRun, status?.document.deadline != nil {
            standardError(
                "note: the document has an edit that is undone without \"ballast confirm\"; this "
                    + "change stays then, unless only that edit has the server")
        }
        if state != nil, status == nil, isChanged, !options.dryRun, options.file == nil || isStale {
            standardError(
                "note: no controller answers: nothing changes for clients until \"ballast run\" "
                    + "starts, or \"ballast apply\" runs")
        }
        guard let state, spec != nil, let wait, waits else { return }
        try await SessionWait(servers, state, client).run(within: .seconds(wait.timeout))
        // Standard output has the answer in JSON alone.
        if options.output.json { return standardError("no sessions left") }
        write("no sessions left\n", to: STDOUT_FILENO)
    }

    /// Whether a controller of this host left its socket behind.
    private var isStale: Bool { access(options.daemon.path, F_OK) == 0 }

    private func print(_ answer: EditAnswer) throws {
        let change =
            !answer.changed ? "unchanged" : answer.dryRun ? "would be changed" : "changed"
        let meanings = answer.servers.compactMap { server -> String? in
            guard let meaning = server.meaning else { return nil }
            let sessions = server.sessions.map { counted($0, "session") + "; " } ?? ""
            return "\(server.server): \(sessions)\(meaning)"
        }
        try View(answer, lines: { ["\(answer.document): \(change)"] + meanings })
            .print(json: options.output.json)
    }

    /// Stops if the controller has undone the edit in the file, which this one would repeat.
    private func requireInForce(_ status: Status?, _ isFollowed: Bool) throws {
        guard isFollowed, let status,
            status.document.rejected.contains(where: { $0.code == .unconfirmed })
        else { return }
        standardError(
            "ballast: nothing was written: the document has an edit that was not confirmed and is "
                + "undone")
        standardError(
            "hint: \"ballast rollback\" writes the document in force into the file, or save a "
                + "corrected one")
        throw ExitCode(1)
    }

    private func edit(
        _ path: String, _ client: StatusClient
    ) async throws -> (Spec?, [ServerName], isChanged: Bool) {
        do {
            for _ in 1..<Self.attempts {
                let (change, result) = try prepared(path)
                guard let change else { return result() }
                await change.announce(to: client, options.message)
                do throws(FileFailure) {
                    try change.write()
                    return result()
                } catch {
                    // Another edit was written meanwhile: this one is made on its text.
                    guard case .changedMeanwhile = error.reason else { throw error }
                }
            }
            let (change, result) = try prepared(path)
            if let change {
                await change.announce(to: client, options.message)
                try change.write()
            }
            return result()
        } catch {
            throw printed(error)
        }
    }

    /// The texts on which an edit is made, one after the other.
    private static let attempts = 8

    /// Returns the change of the document, nil if there is none, and a function that prints its
    /// consequences and returns the result.
    private func prepared(
        _ path: String
    ) throws -> (FileChange?, () -> (Spec?, [ServerName], isChanged: Bool)) {
        let file = DocumentFile(path: path)
        let before = DocumentReading(
            path: path, bytes: try content(of: file),
            allowsPrivileged: options.allowRawPrivileged)
        guard let spec = before.spec else {
            try View(forPrograms: DocumentAnswer(before)).print(json: options.output.json)
            before.printDiagnostics()
            standardError(
                "ballast: nothing was written: the document is not good, and not in force")
            throw ExitCode(1)
        }
        let servers = try expanded(in: spec)
        let changes = servers.map { change($0.service, $0.server) }
        let result = try edited(before.bytes, by: changes).get()
        let after = DocumentReading(
            path: path, bytes: result.bytes, allowsPrivileged: options.allowRawPrivileged)
        let isSame = after.bytes == before.bytes
        let replacement =
            isSame || options.dryRun
            ? nil : FileChange(file: file, old: before.bytes, new: after.bytes)
        return (
            replacement,
            {
                report(result, changes, before, after)
                return (after.spec, servers, !isSame)
            }
        )
    }

    /// Prints the notes on an edit, and the warnings that are new.
    private func report(
        _ result: EditedDocument, _ changes: [DocumentEdit], _ before: DocumentReading,
        _ after: DocumentReading
    ) {
        for service in result.ownLists {
            standardError(
                "note: \(service) no longer shares its list of servers: it does not get servers "
                    + "that are added to the shared list (&…) later")
        }
        for change in changes {
            if let note = note(on: change, in: after.spec) { standardError("note: \(note)") }
        }
        after.printDiagnostics { warning in
            !before.diagnostics.contains {
                $0.code == warning.code && $0.path == warning.path
                    && $0.message == warning.message
            }
        }
    }

    /// Returns the bytes of the document; with `--json`, a failure is also printed in JSON.
    private func content(of file: DocumentFile) throws -> [UInt8] {
        do {
            return try file.read(regularOnly: true)
        } catch {
            let reading = DocumentReading(path: file.path, failure: error)
            try View(forPrograms: DocumentAnswer(reading)).print(json: options.output.json)
            throw error
        }
    }

    /// Returns the named servers; `*` is every service or proxy, or every server of one.
    private func expanded(in spec: Spec) throws -> [ServerName] {
        let all =
            spec.services.flatMap { service in
                service.servers.map { ServerName(service: service.name, server: $0.name) }
            }
            + spec.proxies.flatMap { proxy in
                (proxy.servers + proxy.routes.flatMap(\.servers))
                    .map { ServerName(service: proxy.name, server: $0.name) }
            }
        return try names.flatMap { name -> [ServerName] in
            guard name.service == "*" || name.server == "*" else { return [name] }
            let found = all.filter {
                (name.service == "*" || name.service == $0.service)
                    && (name.server == "*" || name.server == $0.server)
            }
            guard !found.isEmpty else {
                standardError(
                    name.server == "*"
                        ? "ballast: no service or proxy \(name.service) has servers"
                        : "ballast: no service or proxy has a server \(name.server)")
                throw ExitCode(1)
            }
            return found
        }
    }

    /// Returns a note if the edit lacks its usual effect; nil: it has the effect.
    private func note(on change: DocumentEdit, in spec: Spec?) -> String? {
        guard let server = spec?.standing(of: change.server, in: change.service) else { return nil }
        let name = "\(change.service)/\(change.server)"
        switch change {
        case .state(_, _, .online) where server.weight == 0:
            return "its weight is 0, so it gets no new connections: ballast weight \(name) 1"
        case .weight(_, _, 1...) where server.state != .online:
            return "its state is \(server.state.rawValue), so it gets no new connections until: "
                + "ballast online \(name)"
        default:
            return nil
        }
    }
}

extension Spec {
    /// Returns the weight and state of a server in the document; nil: no such server.
    fileprivate func standing(
        of name: String, in service: String
    ) -> (weight: Int, state: ServerState)? {
        if let service = services.first(where: { $0.name == service }) {
            return service.servers.first { $0.name == name }.map { ($0.weight, $0.state) }
        }
        guard let proxy = proxies.first(where: { $0.name == service }) else { return nil }
        let servers = proxy.servers + proxy.routes.flatMap(\.servers)
        return servers.first { $0.name == name }.map { ($0.weight, $0.state) }
    }
}
