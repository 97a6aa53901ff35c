extension Route.Match {
    /// The condition in words.
    public var words: String {
        var parts: [String] = []
        if !host.isEmpty { parts.append("host \(host.joined(separator: " or "))") }
        if !prefix.isEmpty { parts.append("path begins with \(prefix.joined(separator: " or "))") }
        if let path { parts.append("path matches \(path)") }
        if !method.isEmpty { parts.append("method \(method.joined(separator: " or "))") }
        parts += header.map { "header \($0.name) is \($0.value)" }
        parts += query.map { "parameter \($0.name) is \($0.value)" }
        return parts.isEmpty ? "every request" : parts.joined(separator: ", and ")
    }
}

extension Route.Action {
    /// The action in words; nil: servers answer.
    public var words: String? {
        switch self {
        case .servers: nil
        case .redirect(let redirect): "sent to \(redirect.to) with status \(redirect.status)"
        case .answer(let answer): "answered with status \(answer.status)"
        }
    }
}
