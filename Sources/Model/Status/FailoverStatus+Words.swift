extension FailoverStatus {
    /// The reasons for degraded health; empty: healthy.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - known: the reasons of other sections, which are not repeated.
    public func reasons(at now: Int64, beside known: [String] = []) -> [String] {
        var reasons = problems.map { "failover: \($0)" }
        if processID == nil { reasons.append("failover: no election process runs") }
        for group in groups {
            let own = group.reasons(at: now) + group.reasonsOfHearing(by: node)
            reasons += own.map { "failover group \(group.name): \($0)" }
        }
        let isAlone = groups.contains { !$0.absent.isEmpty }
        for link in links {
            if let fault = link.fault { reasons.append("failover link \(link.name): \(fault)") }
            for node in link.silent ?? [] {
                reasons.append(
                    "failover link \(link.name): \(node) is not heard over it, only over another "
                        + "link"
                )
            }
            // One or two are those of an edit that another node follows a moment later. Packets of
            // other virtual routers matter only where a node of this one is missing.
            for refused in link.refused where refused.isFault && refused.count > 2 || isAlone {
                reasons.append("failover link \(link.name): \(refused.words)")
            }
        }
        let lost = gateways.filter { $0.isReached == false }.map(\.address)
        if !lost.isEmpty { reasons.append("gateways lost: \(lost.joined(separator: ", "))") }
        reasons += syncLosses ?? []
        let worse = faults.map(\.reason)
        if groups.contains(where: { $0.role == .backup }) {
            // A node that receives connections is ready after a limited time, without help.
            let unready = faultsOfReadiness.filter { !worse.contains($0) && !known.contains($0) }
            reasons += unready.map { "not ready to take over: \($0)" }
        }
        return reasons + worse.map { "worse off as a node: \($0)" }
    }

    /// The reasons for which this node is not ready, without the wait for connections.
    private var faultsOfReadiness: [String] {
        (unready ?? []).filter { $0 != UnreadyReason.connections.sentence }
    }

    /// The election, in a line for each group, and one for each link, gateway and fault in trouble.
    ///
    /// - Parameter age: returns the time since a moment, in words.
    public func lines(age: (Int64) -> String) -> [String] {
        groups.map { group in
            let parts = group.parts(
                waits: awaitsConnections == true, unready: faultsOfReadiness, age: age)
            return "failover \(group.name): " + parts.joined(separator: ", ")
        } + (isOutdated == true ? ["failover process: \(replacement)"] : [])
    }

    /// The way to replace a process of an earlier program.
    private var replacement: String {
        let isMaster = groups.contains { $0.role == .master }
        return "it runs an earlier ballast-elect than the installed one; "
            + "`pkill -TERM -x ballast-elect` replaces it"
            + (isMaster ? ", and lets another node have the addresses meanwhile" : "")
    }
}

extension FailoverStatus.Refused {
    fileprivate var words: String {
        let packets = count == 1 ? "1 packet" : "\(count) packets"
        let sender = source.map { " of \($0)" } ?? ""
        return "\(packets)\(sender) refused in the last minute: \(reason)"
    }
}

extension FailoverStatus.Absence {
    /// The absence in a sentence.
    ///
    /// - Parameter age: the time since the last packet, in words; nil: there was none.
    public func sentence(age: String?) -> String {
        if hasStopped { return "\(node) has stopped its election" }
        return age.map { "\(node) has not been heard for \($0)" }
            ?? "\(node) has not been heard since the election began"
    }
}

extension FailoverStatus.Group {
    /// The nodes that take part in the election and that the document does not name.
    public var unknown: [FailoverStatus.Peer] {
        peers.filter { $0.isUnknown == true && $0.isHeard && $0.role != .stopped }
    }

    fileprivate func reasons(at now: Int64) -> [String] {
        var reasons: [String] = []
        if role == .faulty { reasons.append("this node can't have the addresses") }
        if !missing.isEmpty {
            reasons.append("missing here: \(missing.joined(separator: ", "))")
        }
        let rivals =
            peers.filter { $0.isHeard && $0.role == .master && $0.isForeign != true }.map(\.node)
            + programs.filter(\.isRival).map { $0.node ?? $0.address }
        if role == .master, !rivals.isEmpty {
            let verb = rivals.count == 1 ? "has" : "have"
            reasons.append("\(rivals.joined(separator: ", ")) \(verb) the addresses too")
        }
        if !foreign.isEmpty {
            let list = foreign.joined(separator: ", ")
            reasons.append(
                "another program has \(list) on this node"
                    + (role == .master
                        ? "; it stays here when another node takes over"
                        : ", which is not master: clients may reach it instead of the master"))
        }
        for peer in peers where peer.isHeard && peer.role != .master {
            guard peer.hasForeignAddresses == true else { continue }
            reasons.append(
                "another program has addresses of this group on \(peer.node), which is not master")
        }
        for peer in unknown where peer.isForeign != true {
            let part = peer.role == .master ? "has the addresses" : "takes part in the election"
            reasons.append(
                "\(peer.node) (not in cluster.nodes) \(part): stop ballast and ballast-elect there")
        }
        if isStandingBy { reasons.append("this node is in standby: `ballast resume` ends that") }
        let isLast =
            role == .master && programs.allSatisfy { $0.isForeign == true }
            && !peers.contains { $0.isHeard && $0.isCandidate }
        return reasons
            + absent.map { absence in
                absence.sentence(
                    age: absence.lastHeard.map { Duration.milliseconds(max(0, now - $0)).words })
                    + (isLast ? "; this node serves, and no other node can take over" : "")
            }
    }

    /// Returns the parts of the line of a group.
    ///
    /// - Parameters:
    ///   - waits: whether this node waits for the connections of the master.
    ///   - unready: the other reasons for which it is not ready.
    fileprivate func parts(
        waits: Bool, unready: [String], age: (Int64) -> String
    ) -> [String] {
        let place = role == .master ? nil : master.map { "\($0) has it" }
        let heard = peers.filter { $0.isHeard && $0.role != .stopped }.map { peer in
            let fault =
                peer.isStandingBy
                ? ", in standby"
                : peer.isCandidate || peer.role == .master ? "" : ", not ready"
            let remark = peer.isUnknown == true ? ", not in cluster.nodes" : fault
            return "\(peer.node) \(peer.role.rawValue) \(peer.priority)\(remark)"
        }
        let missing = absent.map { absence in
            absence.hasStopped
                ? "\(absence.node) has stopped"
                : absence.lastHeard.map { "\(absence.node) not heard for \(age($0))" }
                    ?? "\(absence.node) never heard"
        }
        let others = programs.map { program in
            let name = program.node.map { "\($0) (\(program.address))" } ?? program.address
            let role = program.isForeign == true ? "other addresses" : "without reports"
            return "\(name) \(role), \(program.isMaster ? "master" : "silent")"
        }
        let hears = heard.isEmpty ? nil : "hears \(heard.joined(separator: ", "))"
        let isAlone = heard.isEmpty && missing.isEmpty && others.isEmpty
        return [
            "\(role.rawValue) for \(age(since))", place, "priority \(priority)",
            isStandingBy ? "in standby" : nil,
            waits && role == .backup ? UnreadyReason.connections.sentence : nil,
            unready.isEmpty || role != .backup
                ? nil : "not ready: \(unready.joined(separator: "; "))",
            hears,
        ].compactMap(\.self) + missing + others + (isAlone ? ["hears no other node"] : [])
    }
}
