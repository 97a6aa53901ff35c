import Foundation
import RoundRobin
import Series

/// A directory of series, and samples for it.
struct RecorderBench: ~Copyable {
    let directory: String
    let start: Int

    init() throws {
        directory = NSTemporaryDirectory() + "series-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        start = 1_700_000_000
    }

    deinit {
        // The directory is in a temporary one.
        try? FileManager.default.removeItem(atPath: directory)
    }

    func file(_ name: String) -> RoundRobinFile {
        RoundRobinFile(path: "\(directory)/\(SeriesID(of: name).path)")
    }

    /// Adds samples each ten seconds, with these open connections.
    func record(_ name: String, _ values: [Float], from first: Int = 0, to recorder: inout Recorder)
    {
        for (place, value) in values.enumerated() {
            var sample = SeriesValues()
            for column in 0..<7 { sample[column] = value }
            _ = recorder.take(
                .sample(
                    SeriesID(of: name), .packets,
                    time: Int64(start + 10 * (first + place)) * 1000, sample))
        }
    }
}
