import Addresses
import Model

/// A command of the stats socket that changes the worker.
///
/// **Source:** HAProxy's management manual, 9.3.
public enum RuntimeCommand: Sendable, Hashable {
    /// The share of new connections, 0...256.
    case weight(backend: String, server: String, Int)
    /// The state of a server.
    case state(backend: String, server: String, BackendServer.State)
    /// The endpoint of a server.
    case address(backend: String, server: String, Endpoint)
    /// The most concurrent connections.
    case limit(backend: String, server: String, Int)
    /// A new server, in maintenance; `options` are the further words of its line.
    case add(backend: String, server: String, Endpoint, options: [String])
    /// Starts the checks of a new server.
    case check(backend: String, server: String)
    /// Counts a checked server as down until a check passes.
    case down(backend: String, server: String)
    /// Whether the agent of a server is asked.
    case agent(backend: String, server: String, isAsked: Bool)
    /// Removes a server that is in maintenance and has no connections.
    case remove(backend: String, server: String)
    /// Sets the new contents of a certificate file: the text in PEM, key and chain.
    case setCertificate(file: String, pem: String)
    /// Commits the new contents.
    case commitCertificate(file: String)
    /// Discards the new contents.
    case abortCertificate(file: String)
    /// Stores the frame in the process.
    case frame(String)

    /// The text to send, with its line end; nil: a name has characters that no configuration can
    /// have.
    public var text: String? {
        guard let words else { return nil }
        return words.allSatisfy(Self.isWord) ? words.joined(separator: " ") + payload : nil
    }

    private var words: [String]? {
        switch self {
        case .weight(let backend, let server, let weight):
            (0...256).contains(weight)
                ? ["set", "server", "\(backend)/\(server)", "weight", "\(weight)"] : nil
        case .state(let backend, let server, let state):
            ["set", "server", "\(backend)/\(server)", "state", state.word]
        case .address(let backend, let server, let endpoint):
            [
                "set", "server", "\(backend)/\(server)", "addr", "\(endpoint.address)", "port",
                "\(endpoint.port)",
            ]
        case .limit(let backend, let server, let limit):
            ["set", "maxconn", "server", "\(backend)/\(server)", "\(limit)"]
        case .add(let backend, let server, let endpoint, let options):
            ["add", "server", "\(backend)/\(server)", "\(endpoint)"] + options
        case .check(let backend, let server): ["enable", "health", "\(backend)/\(server)"]
        case .down(let backend, let server):
            ["set", "server", "\(backend)/\(server)", "health", "down"]
        case .agent(let backend, let server, let isAsked):
            [isAsked ? "enable" : "disable", "agent", "\(backend)/\(server)"]
        case .remove(let backend, let server): ["del", "server", "\(backend)/\(server)"]
        case .setCertificate(let file, _): ["set", "ssl", "cert", file]
        case .commitCertificate(let file): ["commit", "ssl", "cert", file]
        case .abortCertificate(let file): ["abort", "ssl", "cert", file]
        case .frame(let digest): ["set", "var", ProxyFrame.variable, "str(\(digest))"]
        }
    }

    /// The payload without empty lines, because an empty line ends it.
    private var payload: String {
        switch self {
        case .setCertificate(_, let pem):
            " <<\n" + RuntimeText.lines(pem).joined(separator: "\n") + "\n\n"
        default: "\n"
        }
    }

    /// Whether the word has only visible ASCII without special characters.
    private static func isWord(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.count <= 4_096
            && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"\\;'\"<#".utf8.contains($0) }
    }

    /// Returns whether the reply reports success.
    ///
    /// Commands without a result reply with an empty line, others with a sentence, which can also
    /// be a refusal.
    public func isDone(_ reply: String) -> Bool {
        let text = reply.filter { !$0.isNewline }
        return switch self {
        case .add: text.hasPrefix("New server registered")
        case .remove: text.hasPrefix("Server deleted")
        case .address:
            ["IP changed", "no need to change", "port changed"].contains { text.hasPrefix($0) }
        case .setCertificate: text.hasPrefix("Transaction")
        case .commitCertificate: text.hasSuffix("Success!")
        case .abortCertificate: text.hasPrefix("Transaction aborted")
        default: text.isEmpty
        }
    }
}

extension RuntimeCommand: CustomStringConvertible {
    /// The command in its sent form; of a certificate only the file.
    public var description: String {
        switch self {
        case .setCertificate(let file, _): "set ssl cert \(file)"
        default: text.map { String($0.dropLast()) } ?? "a command with a name that can't be"
        }
    }
}
