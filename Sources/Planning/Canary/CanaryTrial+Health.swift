import Model

extension CanaryTrial {
    /// The results of the checks.
    enum Health {
        /// A server has failed.
        case failed(String)
        /// Servers have not passed their checks yet, and servers that worked are down, a sentence
        /// each.
        case open(unproven: [String], suspected: [String])
    }

    /// Judges the results of the checks.
    ///
    /// If all servers of a list fail, the cause is probably shared, such as their database, and the
    /// step waits. Checks run at different times, so after the first failure the trial waits for
    /// the checks of the other servers. Meanwhile the failed server has no clients.
    mutating func health(
        _ reading: CanaryReading, _ jury: CanaryJury, at now: Int64
    ) -> Health {
        // One that was offline is down for a moment when it is online again.
        proven.formIntersection(jury.added.union(jury.kept).union(jury.removed))
        // A server that was down before the edit shows nothing.
        let watched = jury.added.union(jury.kept.intersection(proven))
        suspects = suspects.filter { watched.contains($0.key) }
        var (unproven, suspected) = ([String](), [String]())
        for server in watched.sorted() {
            let peers = peers(of: server, reading, jury)
            switch reading.servers[server]?.health {
            case .unchecked: break
            case .up:
                if let suspicion = suspects.removeValue(forKey: server), !suspicion.isExcused {
                    return .failed("\(server) was down: \(suspicion.reason)")
                }
                proven.insert(server)
            case .down(let reason) where proven.contains(server):
                guard !peers.isEmpty else { return .failed("\(server) is down: \(reason)") }
                let isHour = peers.allSatisfy { reading.servers[$0]?.health.isDown == true }
                let former = suspects[server]
                let suspicion = CanarySuspicion(
                    since: isHour ? now : former?.since ?? now, reason: reason,
                    isExcused: isHour || former?.isExcused == true)
                suspects[server] = suspicion
                guard now - suspicion.since <= jury.patience.wholeMilliseconds else {
                    return .failed("\(server) is down: \(reason)")
                }
                suspected.append(
                    "\(server) is down\(isHour ? ", as all others" : ""): \(reason)")
            case .down(let reason): unproven.append("\(server) is down: \(reason)")
            case .unproven, nil: unproven.append("\(server) has not passed its check")
            }
        }
        for (server, state) in reading.servers
        where state.health == .up && jury.removed.contains(server) {
            proven.insert(server)
        }
        return .open(unproven: unproven, suspected: suspected)
    }

    /// Returns the other servers of the same list that worked and that the edit does not change.
    ///
    /// **Shape:** empty for a server that the edit changes, and for a new one beside new ones only.
    private func peers(
        of server: CanaryServer, _ reading: CanaryReading, _ jury: CanaryJury
    ) -> Set<CanaryServer> {
        // The numbers of lists are those of the jury: a reading can be of an earlier document.
        guard let list = jury.all.first(where: { $0 == server })?.list,
            !jury.changed.contains(server)
        else { return [] }
        // A removed server is not there any more when all of the edit is in force.
        let peers = jury.kept.union(jury.removed).union(jury.added).filter {
            $0 != server && $0.list == list && !jury.changed.contains($0) && proven.contains($0)
                && reading.servers[$0] != nil
        }
        return jury.added.contains(server) && peers.isSubset(of: jury.added) ? [] : peers
    }
}

extension CanaryReading.Health {
    fileprivate var isDown: Bool {
        if case .down = self { true } else { false }
    }
}
