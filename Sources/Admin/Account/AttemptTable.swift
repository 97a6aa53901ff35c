import Model

/// The attempts by a key, such as a name or an address, and the wait before the next one.
///
/// The first attempts are free; then each has to wait twice as long as the one before. The table is
/// bounded: a full one forgets the key with the fewest attempts, the oldest first, so that a flood
/// of other keys does not free the one that is being guessed.
struct AttemptTable: Sendable {
    /// The attempts without a wait.
    let free: Int
    /// The longest wait.
    ///
    /// **Unit:** seconds.
    let longest: Int
    /// The most keys.
    let limit: Int
    private var entries: [String: Entry] = [:]

    private struct Entry {
        var count = 0
        var last: Moment
        var next: Moment
    }

    /// The time after the last attempt after which a key is forgotten.
    ///
    /// **Unit:** seconds.
    private static let memory = 3600

    init(free: Int, longest: Int, limit: Int = 4096) {
        self.free = free
        self.longest = longest
        self.limit = limit
    }

    /// The number of keys.
    var count: Int { entries.count }

    /// Returns the time until an attempt counts again; 0: it does now.
    ///
    /// **Unit:** seconds, rounded up.
    func wait(_ key: String, at now: Moment) -> Int {
        guard let entry = entries[key], entry.last.adding(seconds: Self.memory) > now else {
            return 0
        }
        return Int(max(0, entry.next.milliseconds - now.milliseconds) + 999) / 1000
    }

    /// Counts an attempt, before its result is known: attempts at the same time count too.
    mutating func begin(_ key: String, at now: Moment) {
        if entries[key] == nil, entries.count >= limit { makeRoom(at: now) }
        var entry = entries[key] ?? Entry(last: now, next: now)
        if entry.last.adding(seconds: Self.memory) <= now { entry.count = 0 }
        entry.count += 1
        entry.last = now
        let excess = entry.count - free
        let seconds = excess <= 0 ? 0 : min(longest, 1 << min(excess - 1, 20))
        entry.next = now.adding(seconds: seconds)
        entries[key] = entry
    }

    /// Takes an attempt back, which was no guess.
    mutating func takeBack(_ key: String) {
        guard var entry = entries.removeValue(forKey: key), entry.count > 1 else { return }
        entry.count -= 1
        entry.next = entry.last
        entries[key] = entry
    }

    /// Forgets a key.
    mutating func forget(_ key: String) { entries[key] = nil }

    private mutating func makeRoom(at now: Moment) {
        entries = entries.filter { $0.value.last.adding(seconds: Self.memory) > now }
        guard entries.count >= limit else { return }
        let least = entries.min { left, right in
            (left.value.count, left.value.last) < (right.value.count, right.value.last)
        }
        if let least { entries[least.key] = nil }
    }
}
