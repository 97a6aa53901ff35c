import Model

/// The state of a server in a sentence: "web3 down 22 s: HTTP 500, expected 200-399".
struct ServerSentence: Sendable {
    private let server: ServerSummary
    private let now: Int64

    init(_ server: ServerSummary, now: Int64) {
        self.server = server
        self.now = now
    }

    /// The sentence with the server's name.
    var text: String {
        let age = server.since.map { " \(PageTime.age(of: $0, at: now))" } ?? ""
        return "\(server.name) \(server.state.words)\(age)" + (detail.isEmpty ? "" : ": \(detail)")
    }

    /// The reason, and the weights where they differ; "": neither.
    var detail: String {
        var parts = [server.reason].compactMap(\.self)
        if server.state == .different {
            let want = server.want.map { "\($0)" } ?? "none"
            let got = server.got.map { "\($0)" } ?? "none"
            if want != got { parts.append("weight \(want) wanted, \(got) in force") }
        }
        return parts.joined(separator: "; ")
    }
}
