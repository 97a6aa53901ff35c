extension ReplicationStatus {
    /// The time for which a node may be behind before this node is degraded.
    ///
    /// **Unit:** seconds.
    public static let patience = 60

    /// The reasons for degraded health; empty: healthy.
    public var reasons: [String] {
        var reasons: [String] = []
        if let failure { reasons.append("replication: \(failure)") }
        if let conflict { reasons.append("replication: \(conflict.words(at: node))") }
        reasons += missing.map { "replication: \($0)" }
        if conflict == nil {
            let others = peers.filter { $0.state == .conflict && ($0.lag ?? 0) > Self.patience }
            reasons += others.map {
                "\($0.name) has another configuration: \"ballast peer sync --from NODE\" decides"
            }
        }
        return reasons + peers.compactMap(\.reason)
    }

    /// Replication in a line, and a line for each of the other nodes.
    ///
    /// - Parameter age: returns the time since a moment, in words.
    public func lines(age: (Int64) -> String) -> [String] {
        var words = ["replication as \(node)"]
        if let generation {
            words.append(
                "generation \(generation.number) (\(generation.id)) by \(generation.author) "
                    + "\(age(generation.written)) ago")
        } else {
            words.append("no generation yet")
        }
        if peers.isEmpty { words.append("no other node has joined") }
        var lines = [words.joined(separator: ", ")]
        if let conflict {
            lines.append(
                "conflict: \(conflict.words(at: node)); \"ballast peer sync --from NODE\" decides")
        }
        lines += outside.map { "not replicated, because it is outside the directory: \($0)" }
        return lines + peers.map { $0.line(age: age) }
    }
}

extension ReplicationStatus.Conflict {
    /// "this node and lb2 were edited at the same time: ballast.yaml differs".
    fileprivate func words(at this: String) -> String {
        let cause =
            if let revoked {
                (node == this ? "this node has" : "this node or \(node) has")
                    + " edits that \(revoked) made after its revocation"
            } else if node == this {
                "files here differ from the generation in force, and were not accepted here"
            } else {
                "this node and \(node) were both edited while apart"
            }
        return files.isEmpty ? cause : "\(cause): \(files.joined(separator: ", "))"
    }
}

extension ReplicationStatus.Peer {
    /// The reason for degraded health; nil: none.
    fileprivate var reason: String? {
        switch state {
        case .refused: "\(name) refuses this configuration: \(refusal ?? "unknown reason")"
        case .unreachable: "\(name) is not replicated to: \(refusal ?? "it can't be reached")"
        case .behind:
            lag.flatMap {
                $0 > ReplicationStatus.patience ? "\(name) has an older configuration" : nil
            }
        // A conflict and a refusal here are reasons of their own; other states end soon.
        case .current, .ahead, .conflict, .unknown: nil
        }
    }

    /// "peer lb2: current, connected for 3 h".
    fileprivate func line(age: (Int64) -> String) -> String {
        let words: String =
            switch state {
            case .current: "has this configuration"
            case .behind: "has an older configuration" + (lag.map { " for \($0) s" } ?? "")
            case .ahead:
                "has a newer configuration, which is "
                    + (refusal.map { "refused here: \($0)" } ?? "not in force here yet")
            case .refused: "refuses this configuration: \(refusal ?? "unknown reason")"
            case .conflict: "has another configuration"
            case .unreachable: refusal ?? "can't be reached"
            case .unknown: "has not reported yet"
            }
        let connection =
            since.map { isConnected ? "connected for \(age($0))" : "not connected for \(age($0))" }
            ?? (isConnected ? "connected" : "never connected")
        let differing = files.isEmpty ? nil : "differs in \(files.joined(separator: ", "))"
        let revocations =
            unaware.isEmpty
            ? nil : "not known to have heard that \(unaware.joined(separator: ", ")) was revoked"
        return ["peer \(name): \(words)", differing, connection, revocations]
            .compactMap(\.self).joined(separator: ", ")
    }
}
