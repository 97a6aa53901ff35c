import Model

/// The judgement of a service that is a canary: a pure state machine of readings.
public struct CanaryTrial: Sendable, Hashable, Codable {
    /// The requests since the canary began, by the times in which no share changed; never empty.
    var periods = [CanaryPeriod()]
    /// The counters of the last reading, and the process that they are of.
    private var last: CanaryPeriod
    private var worker: Int?
    /// The counters before the edit.
    let before: CanaryPeriod
    /// The servers that have passed their checks, before the edit or since.
    var proven: Set<CanaryServer>
    /// HAProxy's complaint before the edit.
    private let complaint: String?
    /// The reason for which a port was not served before the edit.
    private let obstacle: String?
    /// The faults of other proxies before the edit.
    private let faults: Set<String>
    /// The time since which this controller waits for the step, in milliseconds; nil: it does not.
    private var awaited: Int64?
    /// The servers that were judged as new ones.
    private var asked: Set<CanaryServer>?
    /// The number of requests at which rates are compared again, by window.
    var nextLooks: [String: UInt64] = [:]
    /// The proven servers that are down while others of their list may follow.
    var suspects: [CanaryServer: CanarySuspicion] = [:]

    /// The most periods; later ones are one.
    private static let mostPeriods = 32

    private enum CodingKeys: CodingKey {
        case periods, last, worker, before, proven, complaint, obstacle, faults, asked
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
        before = CanaryPeriod(reading)
        last = before
        worker = reading.worker
        proven = Set(reading.servers.filter { $0.value.health == .up }.keys)
        complaint = reading.complaint
        obstacle = reading.obstacle
        faults = reading.faults
    }

    /// The requests of each server since the canary began.
    public var total: [CanaryServer: CanaryCounts] {
        periods.reduce(into: [:]) { sum, period in sum.merge(period.servers) { $0 + $1 } }
    }

    /// The requests since the step began.
    var step: [CanaryPeriod] { periods.filter { $0.step == periods.last?.step } }

    /// Begins the next step.
    public mutating func beginStep() {
        periods.append(CanaryPeriod(step: (periods.last?.step ?? 0) + 1))
        awaited = nil
        nextLooks = [:]
    }

    /// Begins another period of the step, because the shares of servers have changed.
    public mutating func beginPeriod() {
        guard let period = periods.last, period.hasRequests, periods.count < Self.mostPeriods
        else { return }
        periods.append(CanaryPeriod(step: period.step))
    }

    /// Judges a reading.
    ///
    /// - Parameters:
    ///   - now: the time in milliseconds, of a clock that is never set.
    ///   - isStepOver: whether the time of the step has passed.
    ///   - isWhole: whether all of the edit is in force, on trial.
    ///   - lacking: the parts of the step that the host lacks; nil: it has all of them.
    public mutating func judge(
        _ reading: CanaryReading, by jury: CanaryJury, at now: Int64, isStepOver: Bool,
        isWhole: Bool = false, lacking: [String]?
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
        if isWhole { waiting += reading.faults.subtracting(faults).sorted() }
        var held = holds(reading, jury)
        switch health(reading, jury, at: now) {
        case .failed(let reason): return .takeBack(reason)
        case .open(let unproven, let suspected):
            waiting += unproven
            held = suspected + held
        }
        if let reason = errors(by: jury, isLast: isStepOver, isWhole: isWhole) {
            return .takeBack(reason)
        }
        guard !waiting.isEmpty else {
            awaited = nil
            return isStepOver && held.isEmpty ? .advance : .stay(held)
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
        if now != worker { last = CanaryPeriod() }
        var period = periods.removeLast()
        defer { periods.append(period) }
        for (server, state) in reading.servers {
            guard let counts = state.counts else { continue }
            let growth = counts.growth(since: last.servers[server] ?? CanaryCounts())
            period.servers[server, default: CanaryCounts()] =
                period.servers[server, default: CanaryCounts()] + growth
            last.servers[server] = counts
        }
        if let frontend = reading.frontend {
            period.frontend = period.frontend + frontend.growth(since: last.frontend)
            last.frontend = frontend
        }
        worker = now
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
}

extension CanaryPeriod {
    /// The counters of a reading.
    fileprivate init(_ reading: CanaryReading) {
        servers = reading.servers.compactMapValues(\.counts)
        frontend = reading.frontend ?? CanaryFrontend()
    }

    fileprivate var hasRequests: Bool {
        frontend.requests > 0 || servers.values.contains { $0.requests > 0 }
    }
}
