import Model

/// The judgement of a service that is a canary: a pure state machine of readings.
public struct CanaryTrial: Sendable, Hashable, Codable {
    /// The requests of each server since the canary began.
    public private(set) var total: [CanaryServer: CanaryCounts] = [:]
    /// The requests of each server since the step began.
    private var step: [CanaryServer: CanaryCounts] = [:]
    /// The counters of the last reading, and the process that they are of.
    private var last: [CanaryServer: CanaryCounts] = [:]
    private var worker: Int?
    /// The counters before the edit.
    private let before: [CanaryServer: CanaryCounts]
    /// The servers that have passed their checks, before the edit or since.
    private var proven: Set<CanaryServer>
    /// HAProxy's complaint before the edit.
    private let complaint: String?
    /// The reason for which a port was not served before the edit.
    private let obstacle: String?
    /// The time since which this controller waits for the step, in milliseconds; nil: it does not.
    private var awaited: Int64?
    /// The servers that were judged as new ones.
    private var asked: Set<CanaryServer>?
    /// The number of requests at which rates are compared again, by window.
    private var nextLooks: [String: UInt64] = [:]

    private enum CodingKeys: CodingKey {
        case total, step, last, worker, before, proven, complaint, obstacle, asked
    }

    /// A decision.
    public enum Decision: Sendable, Hashable {
        /// The step continues, and the next one waits for these reasons, a sentence each.
        case stay([String])
        /// The next step begins.
        case advance
        /// The edit is taken back, for this reason.
        case takeBack(String)
    }

    /// Begins with the state before the edit.
    public init(_ reading: CanaryReading) {
        before = reading.servers.compactMapValues(\.counts)
        last = before
        worker = reading.worker
        proven = Set(reading.servers.filter { $0.value.health == .up }.keys)
        complaint = reading.complaint
        obstacle = reading.obstacle
    }

    /// Begins the next step.
    public mutating func beginStep() {
        step = [:]
        awaited = nil
        nextLooks = [:]
    }

    /// Judges a reading.
    ///
    /// - Parameters:
    ///   - now: the time in milliseconds, of a clock that is never set.
    ///   - isStepOver: whether the time of the step has passed.
    ///   - lacking: the parts of the step that the host lacks; nil: it has all of them.
    public mutating func judge(
        _ reading: CanaryReading, by jury: CanaryJury, at now: Int64, isStepOver: Bool,
        lacking: [String]?
    ) -> Decision {
        if let complaint = reading.complaint, complaint != self.complaint {
            return .takeBack(complaint)
        }
        guard !jury.counts || reading.worker != nil else {
            awaited = nil
            return .stay(["HAProxy does not answer"])
        }
        count(reading)
        var waiting = lacking.map { $0.isEmpty ? ["the host does not have it yet"] : $0 } ?? []
        if let obstacle = reading.obstacle, obstacle != self.obstacle { waiting.append(obstacle) }
        switch health(reading, jury) {
        case .failed(let reason): return .takeBack(reason)
        case .waiting(let reasons): waiting += reasons
        }
        if let reason = errors(by: jury, isLast: isStepOver) { return .takeBack(reason) }
        guard !waiting.isEmpty else {
            awaited = nil
            let holds = holds(reading, jury)
            return isStepOver && holds.isEmpty ? .advance : .stay(holds)
        }
        let begin = awaited ?? now
        awaited = begin
        guard now - begin <= jury.patience.wholeMilliseconds else {
            return .takeBack("after \(jury.patience.words) \(waiting[0])")
        }
        return .stay(waiting)
    }

    /// Adds the growth of the counters; a process that was started meanwhile counts from 0.
    private mutating func count(_ reading: CanaryReading) {
        guard let now = reading.worker else { return }
        if now != worker { last = [:] }
        for (server, state) in reading.servers {
            guard let counts = state.counts else { continue }
            let growth = counts.growth(since: last[server] ?? CanaryCounts())
            total[server, default: CanaryCounts()] = total[server, default: CanaryCounts()] + growth
            step[server, default: CanaryCounts()] = step[server, default: CanaryCounts()] + growth
            last[server] = counts
        }
        worker = now
    }

    private enum Health {
        case failed(String)
        case waiting([String])
    }

    private mutating func health(_ reading: CanaryReading, _ jury: CanaryJury) -> Health {
        // One that was offline is down for a moment when it is online again.
        proven.formIntersection(jury.added.union(jury.kept))
        // A server that was down before the edit shows nothing.
        let watched = jury.added.union(jury.kept.intersection(proven))
        var waiting: [String] = []
        for server in watched.sorted() {
            switch reading.servers[server]?.health {
            case .unchecked: break
            case .up: proven.insert(server)
            case .down(let reason) where proven.contains(server):
                return .failed("\(server) is down: \(reason)")
            case .down(let reason): waiting.append("\(server) is down: \(reason)")
            case .unproven, nil: waiting.append("\(server) has not passed its check")
            }
        }
        return .waiting(waiting)
    }

    /// Returns the reasons for which a new server can't be judged, however long that lasts.
    private mutating func holds(_ reading: CanaryReading, _ jury: CanaryJury) -> [String] {
        let known = (asked ?? []).union(jury.added)
        asked = known
        let idle = jury.idle.intersection(known).sorted().map { "\($0) is not online" }
        let mute = jury.added.sorted().compactMap { server -> String? in
            guard let count = reading.servers[server]?.unanswered, count > 0 else { return nil }
            return "\(server) has answered none of its \(count) requests"
        }
        return idle + mute
    }

    /// Returns the error rate that is too high, in words; nil: none is.
    private mutating func errors(by jury: CanaryJury, isLast: Bool) -> String? {
        let comparisons = comparisons(by: jury)
        for (window, comparison, words) in comparisons {
            // Each look is a chance of an error, so later ones need more requests.
            let requests = comparison.canary.requests
            guard requests >= nextLooks[window] ?? 0 || isLast else { continue }
            nextLooks[window] = requests + max(1, requests / 8)
            if comparison.isWorse {
                let limit =
                    comparison.isReferenceSmall
                    ? ": too few to compare with, so \(comparison.allowedWords) may fail" : ""
                return "\(comparison.canary), \(words) \(comparison.reference)\(limit)"
            }
        }
        return nil
    }

    private func comparisons(
        by jury: CanaryJury
    ) -> [(window: String, comparison: ErrorComparison, words: String)] {
        var result: [(String, ErrorComparison, String)] = []
        for list in Set(jury.added.map(\.list)).sorted() {
            for (name, counts) in [("all", total), ("step", step)] {
                let own = counts.sum(of: jury.added.filter { $0.list == list })
                let same = jury.others.filter { $0.list == list }
                // A list of new servers only is compared with the other lists.
                let others = counts.sum(of: same.isEmpty ? jury.former : same)
                result.append(
                    (
                        "\(name) \(list)", ErrorComparison(own, with: others),
                        "of the other servers"
                    ))
            }
        }
        if !jury.changed.isEmpty {
            let past = before.sum(of: jury.changed)
            for (name, counts) in [("all", total), ("step", step)] {
                result.append(
                    (
                        name, ErrorComparison(counts.sum(of: jury.changed), with: past),
                        "before the edit"
                    ))
            }
        }
        return result
    }

    /// Adds the requests to a status.
    public func complete(_ status: inout CanaryStatus, by jury: CanaryJury) {
        guard jury.counts else { return }
        let judged = jury.added.isEmpty ? jury.changed : jury.added
        status.counts = total.sum(of: judged)
        let others = jury.others.isEmpty ? jury.former : jury.others
        let reference = jury.added.isEmpty ? before.sum(of: judged) : total.sum(of: others)
        guard reference.requests > 0 || !jury.added.isEmpty && !others.isEmpty else { return }
        status.reference = reference
        status.basis = jury.added.isEmpty ? .before : .others
    }
}

extension [CanaryServer: CanaryCounts] {
    fileprivate func sum(of servers: Set<CanaryServer>) -> CanaryCounts {
        servers.reduce(CanaryCounts()) { $0 + (self[$1] ?? CanaryCounts()) }
    }
}
