import Model

/// The state of a server in a sentence: "web3 down 22 s: HTTP 500, expected 200-399".
struct ServerSentence: Sendable {
    private let server: ServerSummary
    private let now: Int64

    init(_ server: ServerSummary, now: Int64) {
        self.server = server
        self.now = now
    }

    /// Returns the sentence with the server's name.
    ///
    /// - Parameter known: the moment whose age stands before the sentence already; nil: none.
    func text(beside known: Int64?) -> String {
        let since = server.since == known ? nil : server.since
        let age = since.map { " \(PageTime.age(of: $0, at: now))" } ?? ""
        return "\(server.name) \(server.state.words)\(age)" + (detail.isEmpty ? "" : ": \(detail)")
    }

    /// The reason, after the state and its age; "": there is none.
    var addition: String { detail.isEmpty ? "" : "; \(detail)" }

    /// The reason, and the weights where they differ; "": neither.
    var detail: String {
        let isByOperator = server.state == .drain || server.state == .offline
        var parts = [isByOperator ? "by the operator" : server.reason].compactMap(\.self)
        if server.state == .different {
            let want = server.want.map { "\($0)" } ?? "none"
            let got = server.got.map { "\($0)" } ?? "none"
            if want != got { parts.append("weight \(want) wanted, \(got) in force") }
        }
        return parts.joined(separator: "; ")
    }
}
