import ArgumentParser
import Controller
import Files
import FoundationEssentials
import Glibc
import Model
import Series

/// `ballast graph`.
struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw a graph of a service, a server or the node.",
        discussion: """
            Average and maximum are both drawn: averages over a longer time hide short peaks. \
            Failovers, failed servers and applied edits are marked. Without -o, the graph is drawn \
            in the terminal: in braille, or in ASCII where the locale has no UTF-8.

            Exit status: 0 drawn; 1 nothing is recorded, or no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var series: SeriesOptions

    @Option(help: "The values: connections, new, traffic or packets.")
    var what = SeriesTopic.connections

    @Option(name: [.customShort("o"), .long], help: "Write a picture: FILE.svg or FILE.png.")
    var output: String?

    @Flag(help: "Draw in ASCII.")
    var ascii = false

    func validate() throws {
        if let output, form(of: output) == nil {
            throw ValidationError("-o is a FILE.svg or a FILE.png.")
        }
    }

    private func form(of path: String) -> SeriesQuery.Form? {
        path.hasSuffix(".svg") ? .svg : path.hasSuffix(".png") ? .png : nil
    }

    func run() async throws {
        var query = series.query
        query.topic = what
        if let output, let form = form(of: output) {
            query.form = form
            try save(try await query.answer(of: daemon), to: output)
        } else {
            try draw(try await query.answer(of: daemon), query)
        }
    }

    private func save(_ picture: [UInt8], to path: String) throws {
        do throws(HostFailure) {
            try writeAtomically(picture, to: PathName.absolute(path))
        } catch {
            throw printed(error)
        }
    }

    private func draw(_ bytes: [UInt8], _ query: SeriesQuery) throws {
        // The reason is the form: a controller of another version.
        guard let answer = try? JSONDecoder().decode(SeriesAnswer.self, from: Data(bytes)) else {
            standardError("ballast: the controller gives an answer of another form")
            throw ExitCode(1)
        }
        let table = answer.table
        let layout: SeriesLayout = table.columns.contains(.packetsIn) ? .packets : .sessions
        let columns = what.columns(of: layout)
        guard !columns.isEmpty else {
            standardError("ballast: HAProxy counts no packets")
            throw ExitCode(1)
        }
        let (width, height) = Self.size
        let text = SeriesText(
            table, marks: answer.marks.compactMap(\.mark), columns: columns, topic: what,
            width: width, height: height, isASCII: ascii || !Self.hasUnicode)
        let title = "\(query.subject): \(what.title), \(query.range.rawValue)"
        let lines = text.lines(title: title) { Self.text(of: $0, query.range) }
        write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
    }

    /// The characters and lines of the terminal; 80 and 24: there is none.
    private static var size: (Int, Int) {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1,
            ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (80, 23) }
        // The prompt needs a line.
        return (Int(size.ws_col), Int(size.ws_row) - 1)
    }

    /// Whether the locale has UTF-8.
    ///
    /// Source: `locale(7)`.
    private static var hasUnicode: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else {
                continue
            }
            let text = value.lowercased()
            return text.hasSuffix("utf-8") || text.hasSuffix("utf8")
        }
        return false
    }

    private static func text(of time: Int, _ range: SeriesRange) -> String {
        let format =
            switch range {
            case .hour, .day: "%H:%M"
            case .week, .month: "%d %b %H:%M"
            case .year: "%Y-%m-%d"
            }
        var (time, parts) = (time_t(time), tm())
        localtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, format, &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension SeriesAnswer.Mark {
    /// The mark; nil: of a later version.
    fileprivate var mark: SeriesMark? {
        SeriesMark.Kind(rawValue: kind).map { SeriesMark(time: time, kind: $0, text: text) }
    }
}
