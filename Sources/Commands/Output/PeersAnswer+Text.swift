import Controller
import Model

extension PeersAnswer {
    /// The nodes as a table, and a line for each trouble of one.
    func lines(_ layout: Layout) -> [String] {
        guard !peers.isEmpty else {
            return ["no node is trusted yet: \"ballast peer init\" begins"]
        }
        let states = isKnown ? ["CONNECTION", "LAST HEARD", "GENERATION", "CONFIGURATION"] : []
        // A fingerprint is of use as a whole only.
        let table = columns(
            [["NAME", "STATE", "SINCE"] + states + ["ADDRESSES", "FINGERPRINT"]]
                + peers.map { peer in
                    [
                        peer.name + (peer.isThisNode ? " (this node)" : ""), peer.trust,
                        layout.age(peer.since),
                    ] + (isKnown ? peer.states(layout) : []) + [
                        peer.addresses.isEmpty ? "-" : peer.addresses.joined(separator: ", "),
                        peer.fingerprint,
                    ]
                })
        return table + peers.flatMap(\.troubles)
    }
}

extension PeersAnswer.Peer {
    fileprivate var trust: String {
        isTrusted ? isForgotten ? "forgotten" : "trusted" : "revoked"
    }

    /// The cells of the connection, the last message, the generation and the configuration.
    fileprivate func states(_ layout: Layout) -> [String] {
        guard let replication else { return ["-", "-", "-", "-"] }
        let since = replication.since.map { " " + layout.age($0) } ?? ""
        return [
            (replication.isConnected ? "up" : "down") + since,
            replication.heard.map { layout.age($0) + " ago" } ?? "never",
            replication.generation ?? "-", replication.state.rawValue,
        ]
    }

    fileprivate var troubles: [String] {
        let unaware = replication?.unaware ?? []
        return [
            replication?.refusal.map { "\(name): \($0)" },
            unaware.isEmpty
                ? nil
                : "\(name): not known to have heard that \(unaware.joined(separator: ", ")) was "
                    + "revoked",
            isTrusted ? nil : countedEdits.map { "\(name): its edits count up to number \($0)" },
        ].compactMap(\.self)
    }
}
