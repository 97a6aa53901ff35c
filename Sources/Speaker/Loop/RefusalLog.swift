import Addresses
import VRRP

/// The packets that a link discarded in the last minute, by sender and reason.
///
/// **Shape:** at most 16 entries. While they are all in use, packets of further senders are counted
/// by the link alone, so that forged senders fill neither the memory nor the event log.
struct RefusalLog {
    private struct Entry {
        let word: String
        let source: IPAddress
        let isFault: Bool
        var sentence: String
        /// Number of packets in each of the last periods, the current one last.
        var counts: [Int]
        var period: Int
        var isReported = false

        var total: Int { counts.reduce(0, +) }
    }

    /// The begin or the end of refusals.
    struct Change: Equatable {
        let isBegin: Bool
        let sentence: String
    }

    private var entries: [Entry] = []

    /// The length of a period, in seconds; six make a minute.
    private static let period = 10
    private static let periods = 6
    /// Number of packets that are reported: fewer are those of an edit that another node follows a
    /// moment later.
    private static let reported = 3

    /// Records a packet.
    mutating func note(
        _ word: String, from source: IPAddress, _ sentence: String, isFault: Bool,
        at now: ElectionMoment
    ) {
        advance(now)
        if let place = entries.firstIndex(where: { $0.word == word && $0.source == source }) {
            entries[place].sentence = sentence
            entries[place].counts[Self.periods - 1] += 1
        } else if makeRoom(isFault: isFault) {
            entries.append(
                Entry(
                    word: word, source: source, isFault: isFault, sentence: sentence,
                    counts: Array(repeating: 0, count: Self.periods - 1) + [1],
                    period: Self.period(of: now)))
        }
    }

    /// Whether there is room for an entry: a fault takes the place of another packet.
    private mutating func makeRoom(isFault: Bool) -> Bool {
        if entries.count < LinkStatus.refusalLimit { return true }
        guard isFault, let other = entries.firstIndex(where: { !$0.isFault }) else { return false }
        entries.remove(at: other)
        return true
    }

    /// The entries of the last minute.
    mutating func recent(at now: ElectionMoment) -> [RefusalStatus] {
        advance(now)
        return entries.filter { $0.total > 0 }.map {
            RefusalStatus($0.source, $0.sentence, count: $0.total, isFault: $0.isFault)
        }
    }

    /// Removes entries without a packet for a minute; returns the faults that began or ended.
    mutating func takeChanges(at now: ElectionMoment) -> [Change] {
        advance(now)
        var changes: [Change] = []
        for place in entries.indices
        where entries[place].isFault && !entries[place].isReported
            && entries[place].total >= Self.reported
        {
            entries[place].isReported = true
            changes.append(Change(isBegin: true, sentence: sentence(of: entries[place])))
        }
        for entry in entries where entry.total == 0 && entry.isReported {
            changes.append(Change(isBegin: false, sentence: sentence(of: entry)))
        }
        entries.removeAll { $0.total == 0 }
        return changes
    }

    private func sentence(of entry: Entry) -> String {
        entry.source.isUnspecified ? entry.sentence : "\(entry.source): \(entry.sentence)"
    }

    private mutating func advance(_ now: ElectionMoment) {
        let current = Self.period(of: now)
        for place in entries.indices where entries[place].period < current {
            let passed = min(current - entries[place].period, Self.periods)
            entries[place].counts.removeFirst(passed)
            entries[place].counts += Array(repeating: 0, count: passed)
            entries[place].period = current
        }
    }

    private static func period(of moment: ElectionMoment) -> Int {
        Int(moment.sinceZero / .seconds(period))
    }
}
