/// The look of a graph: its colours and its size.
public struct GraphLook: Sendable, Hashable {
    /// The colours.
    public var theme = Theme.light
    /// The size.
    public var size = Size.wide

    /// The colours of a graph, by those around it.
    public enum Theme: String, Sendable, CaseIterable {
        /// Dark lines on white.
        case light
        /// Light lines on the dark background of the pages.
        case dark
    }

    /// The size of a graph.
    public enum Size: String, Sendable, CaseIterable {
        /// For a screen, with a legend.
        case wide
        /// For a telephone, without a legend.
        case narrow
    }

    /// Creates a look, by default for a light screen.
    public init(_ theme: Theme = .light, _ size: Size = .wide) {
        self.theme = theme
        self.size = size
    }

    /// The arguments of `rrdgraph(1)` for colours, fonts and size.
    var arguments: [String] {
        let plot = size == .wide ? (width: 720, height: 240) : (width: 260, height: 140)
        var words = [
            "--width", "\(plot.width)", "--height", "\(plot.height)", "--border", "0",
            "--font", "DEFAULT:9:sans-serif", "--font", "TITLE:11:sans-serif",
            "--font", "LEGEND:9:monospace", "--font", "WATERMARK:0.1:",
        ]
        if size == .narrow { words.append("--no-legend") }
        return words + colours.flatMap { ["--color", $0] }
    }

    private var colours: [String] {
        switch theme {
        case .light:
            [
                "BACK#ffffff", "CANVAS#ffffff", "FONT#222222", "GRID#e4e4e4", "MGRID#c4c4c4",
                "AXIS#666666", "ARROW#66666600",
            ]
        case .dark:
            [
                "BACK#12161b", "CANVAS#12161b", "FONT#e4e8ed", "GRID#242b33", "MGRID#3c4651",
                "AXIS#8a96a3", "ARROW#8a96a300",
            ]
        }
    }

    /// The colours of the columns: their averages and their maxima.
    var lines: [(average: String, maximum: String)] {
        switch theme {
        case .light: [("2f7ed8", "12407a"), ("e08a1e", "8a4b00")]
        case .dark: [("4f97e8", "b5d5ff"), ("e89a3c", "ffd79a")]
        }
    }

    /// Returns the colour of the mark of an event, six hexadecimal digits.
    func colour(of kind: SeriesMark.Kind) -> String {
        switch (kind, theme) {
        case (.failover, .light): "8e24aa"
        case (.failover, .dark): "d68cec"
        case (.down, .light): "d32f2f"
        case (.down, .dark): "ff8f86"
        case (.apply, .light): "2e7d32"
        case (.apply, .dark): "7ddba3"
        }
    }
}
