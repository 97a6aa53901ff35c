import Addresses

/// Two hosts that run as one node.
extension Election {
    /// The number of reports below which an ended process of this host may be their sender.
    private static let leastReports = 3

    /// Notes a report of this node that this process has not sent.
    mutating func noteTwin(_ report: Report, _ source: IPAddress?, _ now: Moment) {
        guard report.session != settings.session,
            source.map({ source in !settings.links.contains { $0.sources.contains(source) } })
                ?? true
        else { return }
        twins = twins.filter { isCurrent($0.value, now) }
        guard twins.count < 4 || twins[report.session] != nil else { return }
        var twin = twins[report.session] ?? Twin(source: source, heard: now)
        // Over both families it has an address of each: the same one each time.
        if let source, source.family <= (twin.source?.family ?? source.family) {
            twin.source = source
        }
        twin.heard = now
        twin.count += 1
        twins[report.session] = twin
    }

    /// Notes a report of another session of a peer than the current one.
    mutating func notePast(_ report: Report, _ source: IPAddress?, _ now: Moment) {
        let past = peers[report.node]?.pastReports
        let isNew = past.map { now - $0.heard > Self.memory(report.interval) } ?? true
        peers[report.node]?.pastReports = (isNew ? 1 : (past?.count ?? 0) + 1, now, source)
    }

    /// The address of the other one of two hosts that run as a peer; nil: there is none.
    public func twin(of peer: Peer, at now: Moment) -> String? {
        guard let past = peer.pastReports, past.count >= Self.leastReports,
            now - past.heard <= Self.memory(peer.report.interval)
        else { return nil }
        return past.source?.description ?? "a serial line"
    }

    private static func memory(_ interval: Duration) -> Duration {
        max(.seconds(5), ElectionSettings.silence(of: interval))
    }

    private func isCurrent(_ twin: Twin, _ now: Moment) -> Bool {
        now - twin.heard <= Self.memory(settings.interval)
    }

    /// The other hosts that run as this node.
    public func twins(at now: Moment) -> [Twin] {
        twins.values.filter { isCurrent($0, now) && $0.count >= Self.leastReports }
    }
}
