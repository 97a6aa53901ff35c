import Files
import Model
import Reconciliation
import Series
import Synchronization

/// The series of `ballast run`: samples each ten seconds, which a program of its own writes.
///
/// It has a queue of its own. A slow disk delays the program, whose pipe is full then: samples are
/// omitted meanwhile, and the next ones have the traffic of that time.
actor SeriesKeeper {
    /// The readings of a moment.
    struct Source: Sendable {
        /// Returns the state of the loop.
        let snapshot: @Sendable () async -> LoopSnapshot
        /// Returns the proxies with their counters.
        let proxies: @Sendable () async -> [ProxyStatus]
    }

    /// The directory of the series.
    let directory: String
    private let recorder: SeriesRecorder
    private let source: Source
    private let documents: AsyncStream<Spec>
    private let store: SeriesStore
    private let executor = QueueExecutor(label: "ballast.series")
    private(set) var index = SeriesIndex()
    /// Whether the file has the index.
    private var isSaved = true
    private var places = SeriesPlaces()
    private var samples = SeriesSamples()
    var marks: SeriesMarks
    /// The messages to the program; nil: it does not run.
    private var messages: AsyncStream<[UInt8]>.Continuation?
    /// Whether the program has read the former samples.
    private var isRead = true
    private var requests = SeriesRequests()
    private nonisolated let report = Mutex(SeriesTrouble())

    /// The queue of all work, because the index is a file.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates the series of a state directory.
    ///
    /// - Parameter program: the path of `ballast-series`.
    init(
        program: String, state: String, from source: Source, following documents: AsyncStream<Spec>
    ) {
        directory = "\(state)/series"
        recorder = SeriesRecorder(program: program, directory: directory)
        store = SeriesStore(directory: directory)
        marks = SeriesMarks(directory: directory)
        self.source = source
        self.documents = documents
    }

    /// The present troubles, a sentence each; never waits.
    nonisolated var troubles: [String] { report.withLock { $0.sentences } }

    /// Runs until cancellation, and writes everything.
    func run() async {
        load()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow() }
            group.addTask { await self.tick() }
            group.addTask { await self.keepRunning() }
        }
        marks.follow(await source.snapshot().events, at: wallClock())
        marks.save()
    }

    private func load() {
        do throws(HostFailure) {
            index = try store.load()
            note { $0.index = nil }
        } catch {
            note { $0.index = "\(error)" }
        }
        marks.load()
    }

    private func follow() async {
        for await spec in documents {
            let isChanged = index.follow(SeriesSubject.all(of: spec), at: wallClock())
            // The index of an earlier controller has the same subjects.
            guard isChanged || places.isEmpty else { continue }
            places = SeriesPlaces(index)
            samples.keep(places)
            if isChanged { save() }
        }
    }

    private func save() {
        do throws(HostFailure) {
            try store.save(index)
            isSaved = true
            note { $0.index = nil }
        } catch {
            isSaved = false
            note { $0.index = "\(error)" }
        }
    }

    /// Samples each ten seconds.
    private func tick() async {
        while !Task.isCancelled {
            // Cancelled: the loop ends.
            try? await Task.sleep(for: .seconds(SeriesRange.step))
            guard !places.isEmpty, !Task.isCancelled else { continue }
            if !isSaved || !store.exists { save() }
            let boot = bootClock().milliseconds
            let isTrusted = samples.clock.isTrusted(wall: wallClock(), boot: boot)
            note { $0.isClockNew = !isTrusted }
            guard isTrusted else { continue }
            let snapshot = await source.snapshot()
            marks.follow(snapshot.events, at: wallClock())
            guard let messages else {
                samples.skip()
                continue
            }
            guard isRead else {
                samples.skip()
                note {
                    $0.program =
                        "ballast-series has not read the last samples: a slow disk, or the "
                        + "program is stopped; samples are omitted meanwhile"
                }
                continue
            }
            let proxies = places.proxies.isEmpty ? [] : await source.proxies()
            var frame = samples.frame(of: snapshot, proxies, at: places, now: wallClock())
            removeExpired(&frame)
            frame.addFlush(of: SeriesIndex.node, token: SeriesRequests.sample)
            isRead = false
            messages.yield(frame.bytes)
        }
    }

    private func removeExpired(_ frame: inout SeriesFrame) {
        let expired = index.expire(at: wallClock())
        guard !expired.isEmpty else { return }
        for id in expired { frame.addRemoval(of: id) }
        save()
    }

    /// The first and the longest wait before the program is started again.
    private static let waits = (Duration.seconds(1), Duration.seconds(60))

    private func keepRunning() async {
        var wait = Self.waits.0
        while !Task.isCancelled {
            guard !places.isEmpty else {
                // Cancelled: the loop ends.
                try? await Task.sleep(for: .seconds(1))
                continue
            }
            let begin = ContinuousClock.now
            let reason = await record()
            guard !Task.isCancelled else { return }
            note { $0.program = "\(reason); starting it again, nothing is recorded meanwhile" }
            if ContinuousClock.now - begin > .seconds(60) { wait = Self.waits.0 }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, Self.waits.1)
        }
    }

    /// The longest wait for the end of the program, which then writes the rest by itself.
    private static let farewell = Duration.seconds(3)

    /// Runs the program until it ends; on cancellation, until it has written everything.
    private func record() async -> String {
        do throws(HostFailure) {
            try OwnDirectory(path: directory, mode: 0o700).make()
        } catch {
            return "\(error)"
        }
        let (stream, next) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingOldest(SeriesRequests.limit))
        messages = next
        isRead = true
        samples.removeAll()
        let recorder = recorder
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        // In tasks of their own, because the program of a cancelled one is killed.
        Task {
            end.yield(
                await recorder.run(sending: stream) { await self.hear($0) })
        }
        let run = Task { await ends.first { _ in true } ?? "" }
        let reason = await withTaskCancellationHandler {
            await run.value
        } onCancel: {
            next.finish()
            Task {
                // Never cancelled: the task has no owner.
                try? await Task.sleep(for: Self.farewell)
                end.yield("ballast-series has not ended")
            }
        }
        messages = nil
        next.finish()
        requests.end()
        return reason
    }

    private func hear(_ line: SeriesRecorder.Line) {
        switch line {
        case .written(SeriesRequests.sample):
            isRead = true
            note { $0.program = nil }
        case .written(let token): requests.answer(token)
        case .trouble(let text): note { $0.recorder = text }
        }
    }

    private nonisolated func note(_ change: (inout SeriesTrouble) -> Void) {
        report.withLock { change(&$0) }
    }

    /// The rates of new connections in the latest ten minutes, by the names of services and
    /// proxies, the oldest first; NaN: unknown.
    var recentRates: [String: [Float]] {
        Dictionary(
            index.entries.filter { $0.left == nil }.map { entry in
                (entry.name, samples.recent[entry.id])
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The latest values of a proxy and its servers by name.
    func latest(ofProxy name: String) -> (all: SeriesValues?, servers: [String: SeriesValues]) {
        guard let group = places.proxies[name] else { return (nil, [:]) }
        return (samples.known[group.id], group.parts.compactMapValues { samples.known[$0] })
    }

    /// Writes the pending samples of a series, if the program answers within a moment.
    func write(_ id: SeriesID) async {
        guard let messages else { return }
        let (token, answer) = requests.begin { token in
            var frame = SeriesFrame()
            frame.addFlush(of: id, token: token)
            messages.yield(frame.bytes)
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in answer {} }
            // Cancelled: the answer is there.
            group.addTask { try? await Task.sleep(for: SeriesRequests.patience) }
            await group.next()
            group.cancelAll()
        }
        requests.answer(token)
    }
}
