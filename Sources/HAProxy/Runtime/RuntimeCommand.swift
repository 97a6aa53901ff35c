import Addresses
import Model

/// One command of the stats socket that changes something.
///
/// **Source:** HAProxy's management manual, 9.3.
public enum RuntimeCommand: Sendable, Hashable {
    /// The share of new connections, 0...256.
    case weight(backend: String, server: String, Int)
    /// Whether it gets connections.
    case state(backend: String, server: String, BackendServer.State)
    /// Where it is.
    case address(backend: String, server: String, Endpoint)
    /// Most connections at a time.
    case limit(backend: String, server: String, Int)
    /// A new server, in maintenance; `options` are the further words of its line.
    case add(backend: String, server: String, Endpoint, options: [String])
    /// Lets the checks of a new server begin.
    case check(backend: String, server: String)
    /// Counts a checked server as down until a check passes.
    case down(backend: String, server: String)
    /// Whether a server's agent is asked.
    case agent(backend: String, server: String, isAsked: Bool)
    /// Takes away a server that is in maintenance and has no connections.
    case remove(backend: String, server: String)
    /// Replaces what a certificate file held: the text in PEM, key and chain.
    case setCertificate(file: String, pem: String)
    /// Puts what was set into use.
    case commitCertificate(file: String)
    /// Forgets what was set.
    case abortCertificate(file: String)
    /// Notes in the process which frame it has.
    case frame(String)

    /// What is sent, with the end of its line; nil when a name has characters that no name of a
    /// configuration can have.
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

    /// An empty line ends a payload, so none may be in it.
    private var payload: String {
        switch self {
        case .setCertificate(_, let pem):
            " <<\n" + RuntimeText.lines(pem).joined(separator: "\n") + "\n\n"
        default: "\n"
        }
    }

    /// Visible ASCII without what the command line gives a meaning.
    private static func isWord(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.count <= 4_096
            && word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"\\;'\"<#".utf8.contains($0) }
    }

    /// True when the reply says that it was done.
    ///
    /// Commands that have nothing to say reply with an empty line; others with a sentence, as they
    /// do when they refuse.
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
    /// The command as it is sent; of a certificate its file only.
    public var description: String {
        switch self {
        case .setCertificate(let file, _): "set ssl cert \(file)"
        default: text.map { String($0.dropLast()) } ?? "a command with a name that can't be"
        }
    }
}
