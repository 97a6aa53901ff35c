import Addresses
import Model

extension ConfigurationBuilder {
    /// Where HAProxy asks a server how busy it is, and how often; empty: it does not.
    ///
    /// Not of a server that is to get nothing: an agent's `ready` would undo the file's `disabled`.
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
}
