import CRRD
import Glibc
import Series

/// A round-robin file of a series.
///
/// Source: `librrd(3)`, `rrdcreate(1)`.
public struct RoundRobinFile: Sendable {
    /// The path.
    public let path: String

    /// A file at this path, which may not exist.
    public init(path: String) {
        self.path = path
    }

    /// The longest time between two samples that belong together.
    ///
    /// **Unit:** seconds. A large table is read in rounds of minutes.
    private static let heartbeat = 3600

    /// Whether the file exists.
    public var exists: Bool { access(path, F_OK) == 0 }

    /// The size of a file.
    ///
    /// **Unit:** bytes, without the header, which is less than 10,000.
    public static func size(of layout: SeriesLayout) -> Int {
        let rows = SeriesRange.allCases.reduce(0) { $0 + $1.rows * ($1.hasMaxima ? 2 : 1) }
        return layout.columns.count * rows * MemoryLayout<Double>.size
    }

    /// Creates the file, with its directory.
    ///
    /// - Parameter start: the time after which it has samples, in seconds since 1970.
    ///
    /// **Errors:** `RoundRobinFailure`; an existing file is one.
    public func create(_ layout: SeriesLayout, start: Int) throws(RoundRobinFailure) {
        if let end = path.lastIndex(of: "/") { mkdir(String(path[..<end]), 0o700) }
        var words = layout.columns.map { "DS:\($0.rawValue):GAUGE:\(Self.heartbeat):0:U" }
        for range in SeriesRange.allCases {
            let steps = range.step / SeriesRange.step
            words.append("RRA:AVERAGE:0.5:\(steps):\(range.rows)")
            if range.hasMaxima { words.append("RRA:MAX:0.5:\(steps):\(range.rows)") }
        }
        let code = withArguments(words) { count, vector in
            vector.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: Int(count)) {
                rrd_create_r2(
                    path, UInt(SeriesRange.step), start, 1, nil, nil, count, $0)
            }
        }
        guard code == 0 else { throw .last }
    }

    /// Adds samples, each a time and its values in the form of `rrdupdate(1)`.
    ///
    /// **Shape:** ascending times.
    ///
    /// **Errors:** `RoundRobinFailure`; samples before a wrong one are in the file.
    public func update(with samples: [String]) throws(RoundRobinFailure) {
        let code = withArguments(samples) { count, vector in
            vector.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: Int(count)) {
                // Samples that are in the file already were written before a crash.
                rrd_updatex_r(path, nil, RRD_SKIP_PAST_UPDATES, count, $0)
            }
        }
        guard code == 0 else { throw .last }
    }

    /// Returns the time of the latest sample.
    ///
    /// **Unit:** seconds since 1970.
    ///
    /// **Errors:** `RoundRobinFailure`: no such file, or a damaged one.
    public func last() throws(RoundRobinFailure) -> Int {
        rrd_clear_error()
        let time = rrd_last_r(path)
        guard time >= 0 else { throw .last }
        return time
    }

    /// Returns rows of the file.
    ///
    /// - Parameters:
    ///   - maxima: the maxima of the rows instead of the averages.
    ///   - end: the end of the last row, in seconds since 1970.
    ///
    /// **Errors:** `RoundRobinFailure`: no such file, or a damaged one.
    public func rows(
        of range: SeriesRange, maxima: Bool, until end: Int
    ) throws(RoundRobinFailure) -> RoundRobinRows {
        let last = end / range.step * range.step
        var start = last - range.span
        // The library ends with the row after this time.
        var until = last - 1
        var step = UInt(range.step)
        var count: UInt = 0
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var data: UnsafeMutablePointer<Double>?
        let function = maxima && range.hasMaxima ? "MAX" : "AVERAGE"
        guard
            rrd_fetch_r(path, function, &start, &until, &step, &count, &names, &data) == 0,
            let names, let data
        else { throw .last }
        defer {
            for place in 0..<Int(count) { rrd_freemem(names[place]) }
            rrd_freemem(names)
            rrd_freemem(data)
        }
        let columns = (0..<Int(count)).map { names[$0].map { String(cString: $0) } ?? "" }
        var rows = RoundRobinRows(columns: columns)
        var (time, place) = (start + Int(step), 0)
        while time <= until, step > 0 {
            rows.rows.append(
                .init(time: time, values: (0..<Int(count)).map { data[place + $0] }))
            place += Int(count)
            time += Int(step)
        }
        return rows
    }
}
