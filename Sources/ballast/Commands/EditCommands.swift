import ArgumentParser
import Document
import Glibc
import Model

/// A server named on the command line: `SERVICE/SERVER`.
struct ServerName: ExpressibleByArgument {
    let service: String
    let server: String

    init?(argument: String) {
        guard let slash = argument.firstIndex(of: "/") else { return nil }
        service = String(argument[..<slash])
        server = String(argument[argument.index(after: slash)...])
        if service.isEmpty || server.isEmpty { return nil }
    }

    var description: String { "\(service)/\(server)" }
}

/// `ballast drain`.
struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Give a server no new connections; the open ones go on.",
        discussion: editDiscussion)

    @OptionGroup var document: DocumentOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName

    func run() throws {
        try edit(document, .state(service: server.service, server: server.server, .drain))
    }
}

/// `ballast online`.
struct OnlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "online",
        abstract: "Give a server its share again, with the weight that it had.",
        discussion: editDiscussion)

    @OptionGroup var document: DocumentOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName

    func run() throws {
        try edit(document, .state(service: server.service, server: server.server, .online))
    }
}

/// `ballast offline`.
struct OfflineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offline",
        abstract: "Drain a server, then take it out of the table.",
        discussion: editDiscussion)

    @OptionGroup var document: DocumentOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName

    func run() throws {
        try edit(document, .state(service: server.service, server: server.server, .offline))
    }
}

/// `ballast weight`.
struct WeightCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weight",
        abstract: "Change a server's share of new connections.",
        discussion: editDiscussion)

    @OptionGroup var document: DocumentOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName
    @Argument(help: "0...65535; 0 is no new connections.") var weight: Int

    func validate() throws {
        guard (0...65535).contains(weight) else {
            throw ValidationError("a weight is a number of 0...65535")
        }
    }

    func run() throws {
        try edit(document, .weight(service: server.service, server: server.server, weight))
    }
}

private let editDiscussion = """
    Edits the document: only the bytes that have to change, comments and order stay. "ballast run"
    follows at once; without it, "ballast apply" does. Exit status: 0, or 1 when nothing was
    written.
    """

private func edit(_ options: DocumentOptions, _ change: DocumentEdit) throws {
    try stopping {
        let file = DocumentFile(path: options.file)
        let before = DocumentReading(
            path: file.path, bytes: try file.read(regularOnly: true),
            allowsPrivileged: options.allowRawPrivileged)
        guard before.spec != nil else {
            before.printDiagnostics()
            standardError(
                "ballast: nothing was written: the document is not good, and not in force")
            throw ExitCode(1)
        }
        let after = DocumentReading(
            path: file.path, bytes: try edited(before.bytes, by: change).get(),
            allowsPrivileged: options.allowRawPrivileged)
        let isSame = after.bytes == before.bytes
        if !isSame { try file.replace(expecting: before.bytes, with: after.bytes) }
        write("\(file.path): \(isSame ? "was so already" : "changed")\n", to: STDOUT_FILENO)
        if let note = note(on: change, in: after.spec) { standardError("note: \(note)") }
        after.printDiagnostics { warning in
            !before.diagnostics.contains {
                $0.code == warning.code && $0.path == warning.path
                    && $0.message == warning.message
            }
        }
    }
}

/// Why the server does not do what the edit may be thought to bring about; nil: it does.
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

extension Spec {
    /// What the document gives a server of a service or proxy; nil: it has none of that name.
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
