import Addresses
import Model

extension ConfigurationBuilder {
    /// Returns the words for HAProxy's agent check; empty: none.
    ///
    /// An offline server has none, because an agent's `ready` would override `disabled` in the
    /// file. The words are also omitted while Ballast's check of the server fails.
    ///
    /// **Source:** HAProxy's configuration manual, 5.2, `agent-check`.
    func agentWords(for server: ProxyServer, in proxy: Proxy) -> [Word] {
        let type = server.check?.type ?? proxy.check?.type
        guard server.state != .offline, type != .off, let feedback = proxy.feedback(of: server)
        else { return [] }
        var words: [Word] = [
            "agent-check", "agent-port", .number(Int(feedback.port ?? Feedback.usualPort)),
            "agent-inter", .duration(feedback.interval ?? Feedback.usualInterval),
        ]
        if let address = feedback.address { words += ["agent-addr", .text("\(address)")] }
        return words
    }

    /// Writes the scale of a section's weights as a comment, for later comparisons.
    mutating func addScale(_ scale: AgentScale, at path: DocumentPath) {
        add(["#", "weights:", .number(AgentScale.limit), "is", .number(scale.largest)], at: path)
    }
}

extension AgentScale {
    /// Parses the comment with the scale; nil: another line.
    init?(_ words: [String]) {
        guard words.count == 5, words[0] == "#", words[1] == "weights:",
            let largest = Int(words[4])
        else { return nil }
        self.init(largest: largest)
    }
}
