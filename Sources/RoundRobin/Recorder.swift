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
    private var damaged: (count: Int, until: Double) = (0, 0)
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
    /// The time for which a trouble is reported.
    ///
    /// **Unit:** seconds.
    private static let memory = 3600.0

    /// The series of this directory, which is created.
    public init(directory: String) {
        self.directory = directory
        space = FreeSpace(directory: directory)
        mkdir(directory, 0o700)
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
            unlink("\(directory)/\(id.path)")
            unlink("\(directory)/\(id.path).damaged")
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
        if damaged.count > 0, damaged.until > now {
            troubles.append(
                "\(damaged.count) damaged \(damaged.count == 1 ? "file was" : "files were") set "
                    + "aside, and the histories begin anew")
        }
        return troubles.isEmpty ? nil : troubles.joined(separator: "; ")
    }

    /// Whether a series has no file for lack of space.
    private var isWaiting: Bool { known.count < pending.count }

    private mutating func write(_ id: SeriesID) {
        guard let samples = pending[id], !samples.isEmpty, let first = samples.first else { return }
        let file = RoundRobinFile(path: "\(directory)/\(id.path)")
        if !known.contains(id) {
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
        guard let texts = pending[id]?.take() else { return }
        do throws(RoundRobinFailure) {
            try file.update(with: texts)
        } catch {
            setAside(file, id, error)
        }
    }

    /// Sets a file aside that can't be updated, unless it is missing.
    private mutating func setAside(
        _ file: RoundRobinFile, _ id: SeriesID, _ error: RoundRobinFailure
    ) {
        known.remove(id)
        guard file.exists else { return }
        do throws(RoundRobinFailure) {
            // A file that can be read and has a later sample waits for the clock.
            _ = try file.last()
            fail("cannot update \(file.path): \(error)")
        } catch {
            guard rename(file.path, "\(file.path).damaged") == 0 else {
                return fail("cannot set \(file.path) aside: errno \(errno)")
            }
            damaged = (damaged.until > now ? damaged.count + 1 : 1, now + Self.memory)
        }
    }

    private mutating func fail(_ reason: String) {
        failure = (reason, now + 60)
    }
}
