/// A metric with its samples in text.
///
/// Source: OpenMetrics 1.0.0, section "Text Format"; Prometheus's exposition formats, 0.0.4.
struct MetricFamily: Sendable {
    /// The type of a metric.
    enum Kind: String, Sendable {
        /// A number that goes up and down.
        case gauge
        /// A number that only grows, from 0 at the start of its source.
        case counter
        /// Labels with the constant value 1.
        case info
    }

    /// The name without the suffix of its kind.
    let name: String
    let kind: Kind
    /// The unit, which is also the end of the name; nil: none.
    let unit: String?
    /// A sentence.
    let help: String
    /// The samples, a line each.
    private var samples = ""

    init(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    /// Adds a sample.
    ///
    /// - Parameter value: a number in decimal notation.
    mutating func add(_ labels: MetricLabels, text value: String) {
        samples += sampleName
        samples += labels.text
        samples += " "
        samples += value
        samples += "\n"
    }

    /// Adds a sample.
    mutating func add(_ labels: MetricLabels = .none, _ value: some BinaryInteger) {
        add(labels, text: "\(value)")
    }

    /// Adds a sample: 1 for true, 0 for false.
    mutating func add(_ labels: MetricLabels = .none, _ value: Bool) {
        add(labels, text: value ? "1" : "0")
    }

    /// Adds a sample in seconds.
    mutating func add(_ labels: MetricLabels = .none, milliseconds: Int64) {
        add(labels, text: Self.decimal(milliseconds, digits: 3))
    }

    /// Adds a sample in seconds.
    mutating func add(_ labels: MetricLabels = .none, microseconds: Int64) {
        add(labels, text: Self.decimal(microseconds, digits: 6))
    }

    /// Appends the metric to a page; nothing if it has no samples.
    func write(to page: inout String, in form: MetricForm) {
        guard !samples.isEmpty else { return }
        let (title, type) =
            switch form {
            case .openMetrics: (name, kind.rawValue)
            case .text: (sampleName, kind == .info ? "gauge" : kind.rawValue)
            }
        page += "# HELP \(title) \(help)\n# TYPE \(title) \(type)\n"
        if form == .openMetrics, let unit { page += "# UNIT \(title) \(unit)\n" }
        page += samples
    }

    private var sampleName: String {
        switch kind {
        case .gauge: name
        case .counter: name + "_total"
        case .info: name + "_info"
        }
    }

    /// Returns a number with this many decimal places.
    private static func decimal(_ value: Int64, digits: Int) -> String {
        var places = "\(value.magnitude)"
        if places.count <= digits {
            places = String(repeating: "0", count: digits + 1 - places.count) + places
        }
        let point = places.index(places.endIndex, offsetBy: -digits)
        return (value < 0 ? "-" : "") + places[..<point] + "." + places[point...]
    }
}
