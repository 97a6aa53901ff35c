import Glibc
import Series

/// The series of a directory: samples wait in memory, and are written to their files in turn.
///
/// A file is written each ten seconds if there are few, and each ``longestPeriod`` if there are
/// many: to open one costs more than to add a sample.
public struct Recorder {
    private let directory: String
    private var pending: [SeriesID: PendingSamples] = [:]
    /// The series in the order of writing.
    private var turn: [SeriesID] = []
    private var place = 0
    /// The part of a file that is due, between two calls.
    private var due = 0.0
    private var latest: Double?
    /// The files that exist.
    private var known: Set<SeriesID> = []
    /// The number of files that may be created now.
    private var creations = 0.0
    private var space: FreeSpace
    private var setAside = FilesSetAside()
    private let present: PresentWrite
    /// The series whose file the former recorder was writing when it ended; nil: none.
    private var suspect: SeriesID?
    private var failure: (reason: String, until: Double)?
    private var now = 0.0

    /// The longest time after which a sample is in its file.
    ///
    /// **Unit:** seconds.
    public static let longestPeriod = 120.0
    /// The number of files for which a second is enough.
    private static let pace = 10.0
    /// The files that are created in a second: each is 170,000 bytes.
    private static let creationPace = 20.0
    /// The series of this directory, which is created.
    public init(directory: String) {
        self.directory = directory
        space = FreeSpace(directory: directory)
        mkdir(directory, 0o700)
        present = PresentWrite(directory: directory)
        suspect = present.series
    }

    /// Takes a message; returns the number of the answer that it needs; nil: it needs none.
    public mutating func take(_ message: SeriesMessage) -> UInt32? {
        switch message {
        case .sample(let id, let layout, let time, let values):
            if pending[id] == nil {
                pending[id] = PendingSamples(layout)
                turn.append(id)
            }
            pending[id]?.add(values, at: time)
        case .flush(let id, let token):
            write(id)
            return token
        case .remove(let id):
            pending[id] = nil
            known.remove(id)
            for end in [""] + FilesSetAside.Reason.allCases.map({ ".\($0.rawValue)" }) {
                unlink("\(directory)/\(id.path)\(end)")
            }
        }
        return nil
    }

    /// Writes the files that are due.
    ///
    /// - Parameter now: seconds of any clock that never goes back.
    public mutating func advance(to now: Double) {
        let elapsed = min(max(0, now - (latest ?? now)), 10)
        self.now = now
        latest = now
        creations = min(Self.creationPace, creations + elapsed * Self.creationPace)
        space.look()
        let period = min(
            Self.longestPeriod, max(Double(SeriesRange.step), Double(turn.count) / Self.pace))
        due = min(due + elapsed * Double(turn.count) / period, Double(turn.count))
        while due >= 1 {
            due -= 1
            if place >= turn.count {
                place = 0
                turn.removeAll { pending[$0] == nil }
            }
            guard place < turn.count else { break }
            write(turn[place])
            place += 1
        }
    }

    /// Writes all pending samples.
    public mutating func finish() {
        creations = .infinity
        for id in turn { write(id) }
    }

    /// The present troubles in a sentence; nil: there are none.
    public var trouble: String? {
        var troubles: [String] = []
        if let reason = space.shortage, isWaiting { troubles.append(reason) }
        if let failure, failure.until > now { troubles.append(failure.reason) }
        troubles += setAside.sentences(at: now)
        return troubles.isEmpty ? nil : troubles.joined(separator: "; ")
    }

    /// Whether a series has no file for lack of space.
    private var isWaiting: Bool { known.count < pending.count }

    private mutating func write(_ id: SeriesID) {
        guard let samples = pending[id], !samples.isEmpty, let first = samples.first else { return }
        let file = RoundRobinFile(path: "\(directory)/\(id.path)")
        if !known.contains(id) {
            let (last, isUsable) = look(at: file, samples, id)
            guard isUsable else { return }
            pending[id]?.last = last
            if !file.exists {
                guard creations >= 1 else { return }
                space.look()
                guard space.shortage == nil else { return }
                creations -= 1
                // The directory may have been removed.
                mkdir(directory, 0o700)
                do throws(RoundRobinFailure) {
                    let start = Int(first / 1000) - SeriesRange.step
                    try file.create(samples.layout, start: start)
                } catch {
                    return fail("cannot create \(file.path): \(error)")
                }
            }
            known.insert(id)
        }
        if let last = pending[id]?.last, let latest = samples.latest, latest <= last {
            if last - latest > Self.patience { return move(file, id, .later) }
            // librrd drops them until the clock has passed the last sample.
            fail(
                "the clock was set back: the files have samples of up to \(last - latest) s later,"
                    + " and the present ones are left out until then")
        }
        guard let texts = pending[id]?.take() else { return }
        present.series = id
        defer { present.series = nil }
        do throws(RoundRobinFailure) {
            try file.update(with: texts)
            pending[id]?.last = max(samples.latest ?? 0, samples.last ?? 0)
        } catch {
            guard file.exists else {
                known.remove(id)
                return
            }
            if (try? file.last()) != nil {
                known.remove(id)
                fail("cannot update \(file.path): \(error)")
            } else {
                move(file, id, .damaged)
            }
        }
    }

    /// The time by which a file may be ahead of the clock.
    ///
    /// **Unit:** seconds.
    private static let patience = 3600

    /// Looks at a file before librrd does, and sets it aside if it is no sound one; returns the
    /// time of its last sample, and whether its place can be used.
    private mutating func look(
        at file: RoundRobinFile, _ samples: PendingSamples, _ id: SeriesID
    ) -> (last: Int?, isUsable: Bool) {
        guard let header = RoundRobinHeader(of: file.path, layout: samples.layout) else {
            return (nil, true)
        }
        guard header.isSound, suspect != id || Trial.passes(file.path) else {
            move(file, id, .damaged)
            return (nil, !file.exists)
        }
        // An unreadable file is set aside at its update.
        return (try? file.last(), true)
    }

    /// Sets a file aside; its series begins a new one.
    private mutating func move(
        _ file: RoundRobinFile, _ id: SeriesID, _ reason: FilesSetAside.Reason
    ) {
        known.remove(id)
        pending[id]?.last = nil
        guard rename(file.path, "\(file.path).\(reason.rawValue)") == 0 else {
            return fail("cannot set \(file.path) aside: errno \(errno)")
        }
        setAside.add(reason, at: now)
    }

    private mutating func fail(_ reason: String) {
        failure = (reason, now + 60)
    }
}
