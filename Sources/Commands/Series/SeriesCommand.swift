import ArgumentParser
import Controller
import Files

/// `ballast series`.
struct SeriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Export the recorded values of a service, a server or the node.",
        discussion: """
            Averages and maxima of open connections, new connections, bytes and packets a second. \
            Rows are 10 seconds for an hour, 5 minutes for a day, 30 minutes for a week, 2 hours \
            for a month, a day for a year. Unknown values are absent in JSON and empty in CSV.

            Exit status: 0 printed; 1 nothing is recorded, or no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var series: SeriesOptions

    @Option(help: "The form: csv or json.")
    var format = Form.csv

    /// The forms of an export.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case csv, json
    }

    func run() async throws {
        var query = series.query
        query.form = format == .csv ? .csv : .json
        write(String(decoding: try await query.answer(of: daemon), as: UTF8.self), to: 1)
    }
}
