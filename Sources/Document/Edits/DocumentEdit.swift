import Model

/// A change that a command makes in the text of a document.
public enum DocumentEdit: Sendable, Hashable {
    /// The state of a server.
    ///
    /// `online` removes the key `state`, so that the text is as it was before `drain`; where that
    /// would take a comment with it, or leave a hole, it writes `state: online`.
    case state(service: String, server: String, ServerState)
    /// A server's share of new connections. **Range:** 0...65535, of a proxy's server 0...256.
    case weight(service: String, server: String, Int)

    /// The name of the service or proxy.
    public var service: String {
        switch self {
        case .state(let service, _, _), .weight(let service, _, _): service
        }
    }

    /// The server's name.
    public var server: String {
        switch self {
        case .state(_, let server, _), .weight(_, let server, _): server
        }
    }

    /// The key of the server that is changed.
    var key: String {
        switch self {
        case .state: "state"
        case .weight: "weight"
        }
    }

    /// The new value of the key.
    var value: String {
        switch self {
        case .state(_, _, let state): state.rawValue
        case .weight(_, _, let weight): String(weight)
        }
    }

    /// The value, where the key is not there yet.
    var newValue: ServerText.NewValue {
        switch self {
        case .state: .word(value)
        case .weight: .text(value)
        }
    }

    /// Makes the change in a server.
    func apply(to server: inout RealServer) {
        switch self {
        case .state(_, _, let state): server.state = state
        case .weight(_, _, let weight): server.weight = weight
        }
    }

    /// Makes the change in a proxy's server.
    func apply(to server: inout ProxyServer) {
        switch self {
        case .state(_, _, let state): server.state = state
        case .weight(_, _, let weight): server.weight = weight
        }
    }
}

/// Why a document was not changed.
public enum EditFailure: Error, Sendable, Hashable {
    /// The document has errors, which have to be mended first.
    case invalidDocument([Diagnostic])
    /// There is no service of this name; perhaps another was meant.
    case unknownService(String, suggestion: String?)
    /// The service has no server of this name; perhaps another was meant.
    case unknownServer(String, service: String, suggestion: String?)
    /// The weight is not in 0...`most`.
    case weightOutOfRange(Int, most: Int)
    /// The server shares its text with other servers, and no small edit can separate them.
    ///
    /// The line counts from 1; the advice is the text to write there.
    case shared(server: String, service: String, line: Int, advice: String)
    /// The text is written in a way that no small change can edit. The line is from 1.
    case notEditable(server: String, service: String, line: Int)
}

extension EditFailure: CustomStringConvertible {
    /// The failure in a sentence.
    public var description: String {
        switch self {
        case .invalidDocument(let diagnostics):
            "the document has \(diagnostics.count) errors; mend them first"
        case .unknownService(let name, let suggestion):
            "there is no service or proxy \"\(name.quotable)\"" + Self.question(suggestion)
        case .unknownServer(let name, let service, let suggestion):
            "\"\(service.quotable)\" has no server \"\(name.quotable)\""
                + Self.question(suggestion)
        case .weightOutOfRange(let weight, let most):
            "the weight has to be in 0...\(most); this is \(weight)"
        case .shared(let server, let service, let line, let advice):
            "cannot change \(service.quotable)/\(server.quotable): it shares the text on line "
                + "\(line) with others; \(advice)"
        case .notEditable(let server, let service, let line):
            "\(service.quotable)/\(server.quotable) on line \(line) is written in a way that can't "
                + "be changed safely; change it by hand"
        }
    }

    private static func question(_ suggestion: String?) -> String {
        suggestion.map { "; did you mean \"\($0.quotable)\"?" } ?? ""
    }
}
