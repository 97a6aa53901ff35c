import Addresses
import Model

extension ConfigurationBuilder {
    /// Where HAProxy asks a server how busy it is, and how often; empty: it does not.
    ///
    /// Not of a server that the operator wants offline: an agent's `ready` would undo the file's
    /// `disabled`. The file leaves these words out as well while Ballast's check finds a server
    /// down.
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

    /// Notes the scale of a section's weights for readers of the file, such as a comparison.
    mutating func addScale(_ scale: AgentScale, at path: DocumentPath) {
        add(["#", "weights:", .number(AgentScale.limit), "is", .number(scale.largest)], at: path)
    }
}

extension AgentScale {
    /// The scale that a line of a section notes; nil: it is another line.
    init?(_ words: [String]) {
        guard words.count == 5, words[0] == "#", words[1] == "weights:",
            let largest = Int(words[4])
        else { return nil }
        self.init(largest: largest)
    }
}
