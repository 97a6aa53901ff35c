/// The running probes, and the commands that did not end when they were killed.
struct Attempts {
    private var running: [UInt64: Attempt] = [:]
    /// Killed commands that have not ended, by attempt; their results are ignored.
    private var stuck: [UInt64: Probe] = [:]
    private var lastNumber: UInt64 = 0

    var count: Int { running.count }

    var isEmpty: Bool { running.isEmpty }

    /// All running probes.
    var values: some Collection<Attempt> { running.values }

    subscript(_ number: UInt64) -> Attempt? { running[number] }

    /// Returns a number for a new attempt.
    mutating func number() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    mutating func insert(_ attempt: Attempt) { running[attempt.number] = attempt }

    mutating func remove(_ attempt: Attempt) { running[attempt.number] = nil }

    /// Whether a killed command of this probe has not ended.
    func isStuck(_ probe: Probe) -> Bool {
        !stuck.isEmpty && stuck.values.contains(probe)
    }

    /// Records a killed command that has not ended.
    mutating func giveUp(_ attempt: Attempt) { stuck[attempt.number] = attempt.probe }

    /// Records the end of the work of this attempt.
    mutating func ended(_ number: UInt64) {
        if !stuck.isEmpty { stuck[number] = nil }
    }
}
