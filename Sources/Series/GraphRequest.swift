/// A graph of a series, as librrd draws it.
public struct GraphRequest: Sendable {
    /// The path of the file.
    public var path: String
    /// The layout of the file.
    public var layout: SeriesLayout
    /// The title.
    public var title: String
    /// The shown values.
    public var topic: SeriesTopic
    /// The shown time.
    public var range: SeriesRange
    /// The end of that time, in seconds since 1970.
    public var end: Int
    /// The marked events.
    public var marks: [SeriesMark]
    /// The form of the picture.
    public var form: Form
    /// Its colours and size.
    public var look = GraphLook()

    /// The forms of pictures.
    public enum Form: String, Sendable, CaseIterable {
        /// Scalable.
        case svg
        /// Pixels.
        case png
    }

    /// Creates a request.
    public init(
        path: String, layout: SeriesLayout, title: String, topic: SeriesTopic,
        range: SeriesRange, end: Int, marks: [SeriesMark], form: Form
    ) {
        self.path = path
        self.layout = layout
        self.title = title
        self.topic = topic
        self.range = range
        self.end = end
        self.marks = marks
        self.form = form
    }

    /// The arguments of `rrdgraph(1)`.
    ///
    /// The first column is an area, the second a line; thin lines are the maxima.
    public var arguments: [String] {
        let end = end / range.step * range.step
        let start = end - range.span
        var words = [
            "--imgformat", form.rawValue.uppercased(), "--start", "\(start)", "--end", "\(end)",
            "--title", title, "--vertical-label", topic.unit, "--lower-limit", "0",
            "--alt-autoscale-max",
        ]
        words += look.arguments
        if topic == .connections { words += ["--units-exponent", "0"] }
        for (place, column) in topic.columns(of: layout).enumerated() {
            words += definitions(of: column, number: place)
        }
        for (place, column) in topic.columns(of: layout).enumerated() {
            words += lines(of: column, number: place)
        }
        return words + markLines
    }

    private func definitions(of column: SeriesColumn, number: Int) -> [String] {
        let file = Self.escaped(path)
        // A row of ten seconds has no maximum of its own: the graph has those of minutes.
        let (average, maximum) =
            range.hasMaxima
            ? ("AVERAGE", "MAX") : ("AVERAGE:step=60:reduce=AVERAGE", "AVERAGE:step=60:reduce=MAX")
        return [
            "DEF:a\(number)=\(file):\(column.rawValue):\(average)",
            "DEF:m\(number)=\(file):\(column.rawValue):\(maximum)",
            "VDEF:aa\(number)=a\(number),AVERAGE", "VDEF:mm\(number)=m\(number),MAXIMUM",
            "VDEF:ll\(number)=a\(number),LAST",
        ]
    }

    private func lines(of column: SeriesColumn, number: Int) -> [String] {
        let (average, maximum) = look.lines[number % look.lines.count]
        let name = Self.escaped(Self.padded(column.words, 13))
        let format = topic == .connections ? "%9.1lf" : "%8.2lf%s"
        return [
            number == 0
                ? "AREA:a\(number)#\(average)99:\(name)average"
                : "LINE2:a\(number)#\(average):\(name)average",
            "GPRINT:aa\(number):\(format)   ", "LINE1:m\(number)#\(maximum):maximum:dashes=3,2",
            "GPRINT:mm\(number):\(format)   ", "GPRINT:ll\(number):latest\(format)\\l",
        ]
    }

    /// The most lines of one kind.
    private static let markLimit = 40

    private var markLines: [String] {
        var words: [String] = []
        for kind in SeriesMark.Kind.allCases {
            let times = marks.filter { $0.kind == kind }.map { Int($0.time / 1000) }
                .filter { $0 > end - range.span && $0 <= end }
            for (place, time) in times.suffix(Self.markLimit).enumerated() {
                let legend = place == 0 ? ":\(kind.rawValue)" : ""
                let colour = look.colour(of: kind)
                words.append("VRULE:\(time)#\(colour)\(legend)\(place == 0 ? "" : ":")")
            }
        }
        // The legends are at the left, as those of the values.
        return words.isEmpty ? [] : words + ["COMMENT:\\l"]
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if character == ":" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
