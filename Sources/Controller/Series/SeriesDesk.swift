import Files
import Model
import NIOCore
import Series
import Subprocess
import SystemPackage

/// The answers to requests for series: tables and pictures, which `ballast-series` reads and draws.
struct SeriesDesk: Sendable {
    let keeper: SeriesKeeper
    /// The path of `ballast-series`.
    let program: String
    private let pace = SeriesPace()
    /// The latest pictures, which viewers of the same page share.
    private let pictures = SharedResults<SeriesQuery, ByteBuffer?>(for: .seconds(10), limit: 64)
    /// The latest figures of graphs.
    private let figures = SharedResults<SeriesQuery, SeriesTable?>(for: .seconds(20), limit: 64)

    /// Creates the desk of a keeper.
    init(_ keeper: SeriesKeeper, program: String) {
        self.keeper = keeper
        self.program = program
    }

    /// The longest time for a picture.
    private static let patience = Duration.seconds(10)
    /// The largest picture or table.
    ///
    /// **Unit:** bytes.
    private static let limit = 8 << 20

    /// Returns the answer to a request; nil: there is no such subject, nothing is recorded of it
    /// yet, or its graph has no values.
    ///
    /// A picture is up to ten seconds old, the time between two samples.
    ///
    /// **Errors:** `HostFailure`: the program has failed.
    func answer(to query: SeriesQuery) async throws -> ByteBuffer? {
        switch query.form {
        case .json, .csv: try await made(query)
        case .svg, .png: try await pictures.value(of: query) { try await made(query) }
        }
    }

    /// Returns the recorded values of a subject, up to 20 seconds old; nil: there are none.
    ///
    /// **Errors:** `HostFailure`: the program has failed.
    func recorded(_ query: SeriesQuery) async throws -> SeriesTable? {
        try await figures.value(of: query) {
            guard let series = await keeper.series(of: query) else { return nil }
            await keeper.write(series.id)
            let path = "\(keeper.directory)/\(series.id.path)"
            guard isThere(path) else { return nil }
            return try await table(path, query, until: Int(wallClock() / 1000))
        }
    }

    private func made(_ query: SeriesQuery) async throws -> ByteBuffer? {
        guard let series = await keeper.series(of: query) else { return nil }
        await keeper.write(series.id)
        let path = "\(keeper.directory)/\(series.id.path)"
        guard isThere(path), !query.topic.columns(of: series.layout).isEmpty else { return nil }
        let now = Int(wallClock() / 1000)
        let marks = await keeper.marks.marks(of: query, until: now)
        switch query.form {
        case .json:
            let table = try await table(path, query, until: now)
            return ByteBuffer(
                string: try compactJSON(SeriesAnswer(query, table, marks: marks)) + "\n")
        case .csv:
            let table = try await table(path, query, until: now)
            return ByteBuffer(string: table.csv { timestamp(Int64($0) * 1000) })
        case .svg: return try await picture(.svg, path, series, query, marks, until: now)
        case .png: return try await picture(.png, path, series, query, marks, until: now)
        }
    }

    private func table(
        _ path: String, _ query: SeriesQuery, until now: Int
    ) async throws -> SeriesTable {
        let output = try await run(["rows", query.range.rawValue, "\(now)", path])
        guard let table = SeriesTable(text: String(decoding: output, as: UTF8.self)) else {
            throw HostFailure(
                operation: "read the series of \(query.subject)",
                reason: "ballast-series has printed no rows")
        }
        return table
    }

    private func picture(
        _ form: GraphRequest.Form, _ path: String, _ series: SeriesEntry, _ query: SeriesQuery,
        _ marks: [SeriesMark], until now: Int
    ) async throws -> ByteBuffer {
        var request = GraphRequest(
            path: path, layout: series.layout,
            title: "\(query.subject): \(query.topic.title), \(query.range.rawValue)",
            topic: query.topic, range: query.range, end: now, marks: marks, form: form)
        request.look = query.look
        return ByteBuffer(bytes: try await run(["graph"] + request.arguments))
    }

    /// Runs the program; two at the same time at most.
    private func run(_ words: [String]) async throws -> [UInt8] {
        try await pace.perform {
            try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask { try await Self.output(of: program, words) }
                group.addTask {
                    try await Task.sleep(for: Self.patience)
                    return nil
                }
                // A cancelled run is killed.
                defer { group.cancelAll() }
                guard let output = try await group.next() ?? nil else {
                    throw HostFailure(
                        operation: "run ballast-series",
                        reason: "it has not ended in \(Self.patience)")
                }
                return output
            }
        }
    }

    private static func output(of program: String, _ words: [String]) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(words), input: .none,
            output: .bytes(limit: limit), error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else {
            let reason = result.standardError.clean
            throw HostFailure(
                operation: "run ballast-series \(words.first ?? "")",
                reason: reason.isEmpty ? "\(result.terminationStatus)" : reason)
        }
        return result.standardOutput
    }
}

extension SeriesKeeper {
    /// Returns the series of a subject; nil: there is none.
    func series(of query: SeriesQuery) -> SeriesEntry? {
        guard let name = query.name else {
            return SeriesEntry(id: SeriesIndex.node, name: "", place: "", layout: .packets)
        }
        guard let entry = index.entry(named: name) else { return nil }
        guard let part = query.part else { return entry }
        let named = entry.parts.filter { $0.name == part }
        return named.first { $0.left == nil } ?? named.last
    }
}
